import process from 'node:process'
import { styleText } from 'node:util'
import type { DoctorCheck } from '../engine/doctor/check.ts'

const COLOURS = { ok: 'green', warning: 'yellow', problem: 'red' } as const
const WIDTH = 11
const INDENT = ' '.repeat('problem'.length + 2 + WIDTH)

const paint = (...[format, text]: Parameters<typeof styleText>): string =>
  styleText(format, text, { stream: process.stdout })

/** What `doctor` has found for a person: a line each, with what to do below it. */
export function doctorText(checks: readonly DoctorCheck[], able: boolean): string {
  const verdict = able
    ? paint(['green', 'bold'], 'nixproof verify can run here')
    : paint(['red', 'bold'], 'nixproof verify cannot run here')
  return [...checks.map(checkText), verdict].join('\n')
}

function checkText({ name, state, found, next, details = [] }: DoctorCheck): string {
  const word = paint(COLOURS[state], state) + ' '.repeat('problem'.length - state.length)
  return [
    `${word}  ${name.padEnd(WIDTH)}${found}`,
    ...details.map((line) => INDENT + paint('dim', line)),
    ...(next === undefined ? [] : [`${INDENT}next: ${next}`]),
  ].join('\n')
}
