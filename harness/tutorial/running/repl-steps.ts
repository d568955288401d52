import { judgeOutput } from '../judging/output.ts'
import type { Step } from '../planning/step.ts'
import type { CheckState, StepDone } from './do-check.ts'
import { requireNone } from './finding-error.ts'
import type { ReaderDesk } from './reader-desk.ts'
import { shellNamed } from './shell-steps.ts'
import type { NixRepl } from '../../container/nix-repl.ts'
import { relocate } from './relocate.ts'

type ReplStep = Extract<Step, { do: 'repl' }>

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
  for (const { text, at, output } of inputs) {
    state.at = { file: desk.tutorial.file, line: at.line, column: at.column }
    const { value, log, error } = await repl.type(text, { signal })
    const said = [log, value, error?.details.result?.stderr ?? ''].filter(Boolean).join('\n')
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
