import type { Step } from '../planning/step.ts'
import type { CheckState, StepDone } from './do-check.ts'
import { compareFile, listPaths } from './file-steps.ts'
import { parseNixBlock, runNixBlock, writeShown } from './nix-block.ts'
import { requestPage } from './request.ts'
import type { ReaderDesk } from './reader-desk.ts'
import { closeShell, openShell, typeCommand } from './shell-steps.ts'
import { typeIntoRepl } from './repl-steps.ts'
import { configure } from './configure.ts'
import { judgeOutput, type OutputRules } from '../judging/output.ts'
import { requireNone } from './finding-error.ts'

/**
 * Does one step.
 *
 * @throws NixproofError for what does not hold.
 */
export async function doStep(desk: ReaderDesk, state: CheckState, step: Step): Promise<StepDone> {
  const { container, tutorial } = desk
  const { check, signal } = state
  if ('at' in step) state.at = { file: tutorial.file, line: step.at.line, column: step.at.column }
  const where = {
    cwd: desk.path(check.cwd),
    env: { ...desk.captured, ...check.env },
    tutorial: tutorial.file,
    signal,
    ...(check.timeout !== undefined && { timeoutMs: check.timeout }),
  }
  switch (step.do) {
    case 'write':
      return writeShown(container, step, desk.path(step.path), where)
    case 'compare':
      return compareFile(desk, step, signal)
    case 'paths':
      return listPaths(desk, step, signal)
    case 'command':
      return typeCommand(desk, state, step)
    case 'open':
      return openShell(desk, state, step)
    case 'close':
      return closeShell(desk, step)
    case 'repl':
      return typeIntoRepl(desk, state, step)
    case 'evaluate': {
      const value = await runNixBlock(container, step, where)
      if (step.output) requireNone([judgeOutput(tutorial, step.output, value, rulesOf(check))])
      return { note: value.slice(0, 400) }
    }
    case 'build':
      return { note: (await runNixBlock(container, step, where)).slice(0, 400) }
    case 'parse':
      return { note: await parseNixBlock(container, step, where) }
    case 'configure':
      return configure(desk, state, step)
    case 'request':
      return requestPage(desk, state, step)
    case 'output': {
      const printed = desk.printed.get(step.of) ?? ''
      requireNone([judgeOutput(tutorial, step, printed, rulesOf(check))])
      return {}
    }
  }
}

function rulesOf({ nondeterministic }: CheckState['check']): OutputRules {
  return nondeterministic === undefined ? {} : { nondeterministic }
}
