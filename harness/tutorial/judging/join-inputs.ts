import type { Step } from '../planning/step.ts'

export type ReplInput = Extract<Step, { do: 'repl' }>['inputs'][number]

/** Later versions show a ">" where an input goes on. */
const PROMPT = /^(?: *> ?| {10})/

/**
 * Puts the next line that the text shows behind the first of some inputs: a repl that has half of an
 * expression waits for the rest. That line is the first below it, or else the next input.
 *
 * @returns `undefined` where nothing comes after it, or an error does.
 */
export function joinInputs(inputs: readonly ReplInput[]): readonly ReplInput[] | undefined {
  const [first, next, ...others] = inputs
  if (!first) return undefined
  if (!first.output) {
    return next && [{ ...next, at: first.at, text: `${first.text}\n${next.text}` }, ...others]
  }
  const { text: shown, at } = first.output
  const [line = '', ...rest] = shown.split('\n')
  if (/^\s*error:/.test(line)) return undefined
  const input = { text: `${first.text}\n${line.replace(PROMPT, '')}`, at: first.at }
  if (rest.length === 0) return [input, ...inputs.slice(1)]
  const below = { ...at, line: at.line + 1, offset: at.offset + line.length + 1 }
  return [{ ...input, output: { text: rest.join('\n'), at: below } }, ...inputs.slice(1)]
}
