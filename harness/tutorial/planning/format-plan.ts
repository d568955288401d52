import { formatPlace } from '../../errors.ts'
import type { TextFinding } from '../finding.ts'
import type { Planned } from './make-plan.ts'
import type { Check } from './plan.ts'
import { stepLines } from './_step-words.ts'

/** What `nixproof plan FILE` prints: each block with its line, what is done with it, and why. */
export function formatPlan({ plan, findings }: Planned): string {
  const run = plan.checks.filter(({ skip }) => !skip).length
  const skipped = plan.checks.length - run
  return [
    `${plan.tutorial}: ${counted(run, 'check')}${skipped ? `, ${skipped} skipped` : ''}`,
    ...plan.checks.map((check) => formatCheck(check, plan.tutorial)),
    ...(findings.length ? [findings.map(formatFinding).join('\n')] : []),
    '',
  ]
    .join('\n\n')
    .trimEnd()
}

function formatCheck(check: Check, file: string): string {
  const { line, name, kind, language, reasons, steps, skip, expect } = check
  const sections = name.split(' > ').slice(0, -1).join(' > ')
  const title = [`${file}:${line}`, sections, language ? `${kind} (${language})` : kind]
  const lines = skip
    ? [`skipped: ${skip.reason}`]
    : [...steps.flatMap((step) => stepLines(step)), ...expected(expect)]
  const why = reasons.filter((reason) => reason !== skip?.reason).map((reason) => `why: ${reason}`)
  return [title.filter(Boolean).join('  '), ...[...lines, ...why].map((text) => `  ${text}`)].join(
    '\n',
  )
}

function expected(expect: Check['expect']): string[] {
  return expect === 'ok'
    ? []
    : [`expects ${typeof expect === 'string' ? 'it to fail' : JSON.stringify(expect)}`]
}

function formatFinding({ code, place, summary, wanted, found, next }: TextFinding): string {
  const more = { wanted, found, next }
  return [
    `${formatPlace(place)} ${summary} [${code}]`,
    ...Object.entries(more).flatMap(([label, text]) =>
      text === undefined ? [] : [`  ${label.padEnd(6)}  ${text}`],
    ),
  ].join('\n')
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}
