import { joinInputs, type ReplInput } from '../judging/join-inputs.ts'
import { judgeOutput } from '../judging/output.ts'
import type { Step } from '../planning/step.ts'
import type { CheckState, StepDone } from './do-check.ts'
import { requireNone } from './finding-error.ts'
import type { ReaderDesk } from './reader-desk.ts'
import { shellNamed } from './shell-steps.ts'
import type { NixRepl, ReplAnswer } from '../../container/nix-repl.ts'
import { relocate } from './relocate.ts'

type ReplStep = Extract<Step, { do: 'repl' }>

type Inputs = readonly [ReplInput, ...ReplInput[]]

/** No input has more lines than these. */
const MOST_LINES = 100

/** The one that no block opens. */
const ONLY = 'repl'

/** Types expressions, and holds the answers against those that the text shows. */
export async function typeIntoRepl(
  desk: ReaderDesk,
  state: CheckState,
  { shell, inputs }: ReplStep,
): Promise<StepDone> {
  const { check, signal } = state
  const repl = await replNamed(desk, state, shell)
  const answers: string[] = []
  let left = inputs
  while (isSome(left)) {
    const { answer, joined } = await typeFirst(repl, left, signal)
    const [{ text, at, output }, ...others] = joined
    left = others
    state.at = { file: desk.tutorial.file, line: at.line, column: at.column }
    const { value, error } = answer
    const said = saidBy(answer)
    state.printed += `${said}\n`
    if (error && check.expect === 'ok' && !output)
      throw relocate(error, (place) => place ?? state.at)
    const { nondeterministic } = check
    const rules = { run: text, ...(nondeterministic !== undefined && { nondeterministic }) }
    if (output) requireNone([judgeOutput(desk.tutorial, output, said, rules)])
    answers.push(value)
  }
  return { note: answers.filter(Boolean).join('\n') || `${inputs.length} inputs` }
}

/** Types the first of some inputs, with as many lines more as it takes to be an expression. */
async function typeFirst(
  repl: NixRepl,
  inputs: Inputs,
  signal: AbortSignal,
): Promise<{ readonly answer: ReplAnswer; readonly joined: Inputs }> {
  const first = await repl.type(inputs[0].text, { signal })
  let [answer, joined]: [ReplAnswer, Inputs] = [first, inputs]
  for (let more = 0; more < MOST_LINES && isIncomplete(answer); more++) {
    const next = joinInputs(joined)
    if (!next || !isSome(next)) break
    joined = next
    answer = await repl.type(joined[0].text, { signal })
  }
  // What is no expression with any of them is told as it was.
  return answer.error?.code === 'NIX_SYNTAX'
    ? { answer: first, joined: inputs }
    : { answer, joined }
}

function isSome(inputs: readonly ReplInput[]): inputs is Inputs {
  return inputs.length > 0
}

function isIncomplete({ error }: ReplAnswer): boolean {
  const said = error?.details.result?.stderr ?? ''
  return /^error: syntax error, unexpected end of file(?:\n|$)/.test(said)
}

/** An error is in what it says on its way. */
function saidBy({ value, log, error }: ReplAnswer): string {
  return [error?.details.result?.stderr ?? log, value].filter(Boolean).join('\n')
}

async function replNamed(
  desk: ReaderDesk,
  state: CheckState,
  name: string | undefined,
): Promise<NixRepl> {
  const known = desk.repls.get(name ?? ONLY)
  if (known) return known
  const shell = await shellNamed(desk, state, ONLY)
  const repl = await shell.openRepl('nix repl', { signal: state.signal })
  desk.repls.set(ONLY, repl)
  return repl
}
