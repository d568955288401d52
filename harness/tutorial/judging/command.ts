import type { Check } from '../planning/plan.ts'
import type { CommandStep } from '../planning/step.ts'
import { bounded, listOf } from './expected-output.ts'
import type { Finding, Tutorial } from './finding.ts'
import { judgeOutput } from './output.ts'
import { foldNoise } from './nix-noise.ts'
import { visibleLines } from './visible.ts'

/** What came of a command that has ended. */
export interface CommandCame {
  readonly step: CommandStep
  /** On standard output and standard error, as it came. */
  readonly printed: string
  /** `null` when it was ended from outside. */
  readonly exitCode: number | null
}

/** The last lines of a failed command, folded. */
const LAST_WORDS = 10

/**
 * Judges one command of a check: how it ended, and what it printed below which the text shows output.
 * Every command has to succeed; with `expect: fail` the last one has to fail. What a directive says of
 * the output of the whole check is judged by `judgeExpectedOutput()`, and then what the text shows
 * is not.
 *
 * @param last Whether it is the last command of its check.
 * @returns Nothing when it holds. `SHELL_COMMAND_FAILED`, `NOT_FAILED`, `DRIFT_OUTPUT`.
 */
export function judgeCommand(
  tutorial: Tutorial,
  { expect, nondeterministic }: Pick<Check, 'expect' | 'nondeterministic'>,
  came: CommandCame,
  last: boolean,
): Finding[] {
  const { step, printed } = came
  const wish = typeof expect === 'string' ? {} : expect
  const fails = expect === 'fail' ? {} : wish.fail
  const ended = fails && last ? judgeFailure(tutorial, fails, came) : judgeSuccess(tutorial, came)
  if (ended) return [ended]
  if (!step.output || wish.output !== undefined) return []
  const rules = { run: step.run, ...(nondeterministic !== undefined && { nondeterministic }) }
  const finding = judgeOutput(tutorial, step.output, printed, rules)
  return finding ? [finding] : []
}

function judgeSuccess(tutorial: Tutorial, came: CommandCame): Finding | undefined {
  if (came.exitCode === 0) return undefined
  return {
    ...about(tutorial, came),
    code: 'SHELL_COMMAND_FAILED',
    summary: `"${nameOf(came.step)}" ${endOf(came)}`,
    wanted: 'Exit code 0',
    found: lastWords(came),
    next: 'Correct the command; if it is meant to fail, say so: <!-- nixproof expect: fail -->',
  }
}

function judgeFailure(
  tutorial: Tutorial,
  {
    code,
    text,
  }: { readonly code?: number | undefined; readonly text?: string | readonly string[] | undefined },
  came: CommandCame,
): Finding | undefined {
  const { step, exitCode, printed } = came
  const wanted = code === undefined ? 'An exit code that is not 0' : `Exit code ${code}`
  if (exitCode === 0) {
    return {
      ...about(tutorial, came),
      code: 'NOT_FAILED',
      summary: `"${nameOf(step)}" is to fail, and succeeds`,
      wanted,
      found: lastWords(came),
      next: 'Correct the command, or take `expect: fail` away',
    }
  }
  if (exitCode === null || (code !== undefined && exitCode !== code)) {
    return {
      ...about(tutorial, came),
      code: 'SHELL_COMMAND_FAILED',
      summary: `"${nameOf(step)}" is to fail, and ${endOf(came)}`,
      wanted,
      found: lastWords(came),
      next: 'Correct the command, or `expect` of the directive',
    }
  }
  const said = visibleLines(printed).join('\n')
  const missing = listOf(text).find((part) => !said.includes(part))
  if (missing === undefined) return undefined
  return {
    ...about(tutorial, came),
    code: 'DRIFT_OUTPUT',
    summary: `"${nameOf(step)}" fails, and says something else`,
    wanted: `Output that contains "${missing}"`,
    found: lastWords(came),
    next: 'Correct the command, or `expect` of the directive',
  }
}

function about(
  { file }: Tutorial,
  { step: { at } }: CommandCame,
): Pick<Finding, 'severity' | 'place'> {
  return { severity: 'tutorial', place: { file, line: at.line, column: at.column } }
}

function endOf({ exitCode }: CommandCame): string {
  return exitCode === null ? 'was ended' : `ends with exit code ${exitCode}`
}

function nameOf({ run }: CommandStep): string {
  const [first = '', ...more] = run.split('\n')
  return more.length > 0 ? `${first} …` : first
}

function lastWords({ printed }: CommandCame): string {
  const lines = foldNoise(visibleLines(printed))
  return bounded(lines.slice(-LAST_WORDS).join('\n')) || 'No output'
}
