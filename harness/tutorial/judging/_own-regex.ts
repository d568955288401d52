import { createContext, Script } from 'node:vm'
import { NixproofError } from '../../errors.ts'

/** For all that one expression is held against. Milliseconds. */
const DEADLINE_MS = 1000

const FIRST = new Script('regex.exec(text)')
const REPLACE = new Script('texts.map((text) => text.replaceAll(regex, by))')

/**
 * The first match of an expression that a directive gives.
 *
 * @throws NixproofError DIRECTIVE_INVALID where it is no regular expression of JavaScript, or takes
 *   longer than a second
 */
export function firstMatch(source: string, text: string): readonly string[] | undefined {
  const regex = toRegex(source, 'm')
  return (inTime(FIRST, source, { regex, text }) as RegExpExecArray | null) ?? undefined
}

/**
 * Texts in which all that matches is replaced. All at once, as each call takes a thread for its clock.
 *
 * @throws as `firstMatch()`
 */
export function replaceMatches(source: string, texts: readonly string[], by: string): string[] {
  const regex = toRegex(source, 'g')
  return [...(inTime(REPLACE, source, { regex, texts, by }) as string[])]
}

/** @throws NixproofError DIRECTIVE_INVALID where it is no regular expression of JavaScript */
export function toRegex(source: string, flags: string): RegExp {
  try {
    return new RegExp(source, `${flags}u`)
  } catch (cause) {
    throw new NixproofError('DIRECTIVE_INVALID', `"${source}" is no regular expression`, {
      wanted: 'A regular expression of JavaScript, as with the flag "u"',
      found: cause instanceof Error ? cause.message : String(cause),
      next: 'Correct the pattern in the directive',
      cause,
    })
  }
}

/** Nothing else ends a regular expression: V8 looks after the clock of `node:vm` while it tries. */
function inTime(
  script: Script,
  source: string,
  values: Readonly<Record<string, unknown>>,
): unknown {
  try {
    return script.runInContext(createContext({ ...values }), { timeout: DEADLINE_MS })
  } catch (cause) {
    if (!isTimeout(cause)) throw cause
    throw new NixproofError(
      'DIRECTIVE_INVALID',
      `The regular expression "${source}" takes longer than 1 s on this output`,
      {
        wanted: 'An answer within 1 s',
        found: 'It tries too many ways: one repetition in another, as in "(a+)+", does that',
        next: 'Give a simpler expression, or `contains`',
      },
    )
  }
}

/** An error of the context is no `Error` of this one. */
function isTimeout(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
  )
}
