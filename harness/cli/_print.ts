import process from 'node:process'
import { styleText } from 'node:util'
import { NixproofError } from '../errors.ts'

const BLAMES = {
  tutorial: 'The tutorial is wrong',
  call: 'The call is wrong',
  environment: 'The environment is missing something',
} as const

/** Writes an error for a person: blame first, then the message, and no stack unless it is a fault of ours. */
export function printError(error: unknown): void {
  if (error instanceof NixproofError) {
    const blame = styleText(['red', 'bold'], BLAMES[error.blame], { stream: process.stderr })
    process.stderr.write(`${blame}\n${error.message}\n`)
    return
  }
  const fault = styleText(['red', 'bold'], 'nixproof itself failed', { stream: process.stderr })
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  process.stderr.write(`${fault}\n${text}\n`)
}

export function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`
}

/** A check as the plan calls it, `Install > line 12`: where it is comes first, as an editor opens it. */
export function checkPlace(file: string, name: string): string {
  const line = /(?:^| > )line (\d+)$/.exec(name)
  return line ? `${file}:${line[1]}:1  ${name.slice(0, line.index)}`.trimEnd() : name
}
