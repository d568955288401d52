import { effectOf, whyNot, whyServer } from '../classify/command.ts'
import type { ShownCommand, ShownSession } from '../classify/shell.ts'
import type { Block, BlockLine } from '../markdown/document.ts'
import { rebuildStep } from './_rebuild.ts'
import { follow, leave, whereItStarts } from './_shell-place.ts'
import type { State } from './_state.ts'
import type { CommandStep, Excerpt, Step } from './step.ts'

export interface Made {
  readonly steps: readonly Step[]
  readonly reasons: readonly string[]
}

const ASKS = /^(?:curl|wget|http|https|xh|nc|telnet)$/
const SECOND_TERMINAL =
  /\b(?:another|second|separate|new|other|different) (?:terminal|shell|window|tab|console)\b/i

/** Whether the text says that a block is typed into another terminal: that has its own directory and shells. */
export function isBeside({ before }: Block): boolean {
  return SECOND_TERMINAL.test(before?.text ?? '')
}

/** What a block with commands does to the reader's shell. */
export function shellSteps(
  block: Block,
  session: ShownSession,
  state: State,
  promptsTell: boolean,
): Made {
  const reasons: string[] = []
  const steps: Step[] = []
  const section = block.headings.join('\n')
  const [first] = session.commands
  const moved = first && whereItStarts(first, state)
  leave(block, session, moved !== undefined, promptsTell, state, steps)
  if (isBeside(block)) reasons.push('The text says that it is typed into another terminal')
  let cwd = moved?.cwd
  if (moved) {
    state.cwd = moved.cwd
    reasons.push(moved.why)
  }
  const took = () => {
    const go = cwd
    cwd = undefined
    return go === undefined ? {} : { cwd: go }
  }
  for (const command of session.commands) {
    const effect = effectOf(command.commands)
    const skip = whyNot(command.text, command.commands)
    const { at, text: run } = command
    if (command.prompt === 'nix-repl') {
      typeIntoRepl(steps, command, state)
      continue
    }
    if (skip !== undefined) {
      steps.push({ do: 'command', shell: state.shell, run, at, skip })
      continue
    }
    if (effect.kind === 'opens') {
      const go = took()
      steps.push({
        do: 'open',
        ...state.open(effect.shell, section, session.prompts),
        kind: effect.shell,
        run,
        at,
        ...go,
      })
      continue
    }
    if (effect.kind === 'leaves' && state.shells.length) {
      steps.push({ do: 'close', shell: state.close()!, why: `"${run}" leaves it`, at })
      continue
    }
    const rebuild = effect.kind === 'rebuilds' && rebuildStep(effect.action, section, state)
    if (rebuild) {
      steps.push(rebuild)
      reasons.push(`"${run}" makes a NixOS of ${counted(rebuild.fragments.length)} above it`)
      continue
    }
    const mayServe = whyServer(command.commands, state.installed)
    const asks = servesBefore(steps, command)
    steps.push({
      do: 'command',
      shell: asks ? 'beside' : state.shell,
      run,
      at,
      ...took(),
      ...(mayServe !== undefined && { mayServe }),
      ...outputOf(command.output),
    })
    follow(command, state)
  }
  if (steps.some((step) => step.do === 'command' && step.skip === undefined)) {
    state.lastCommands = block.position.start.line
  }
  return { steps, reasons }
}

export function replSteps({ commands }: ShownSession, state: State): Made {
  const steps: Step[] = []
  for (const command of commands) typeIntoRepl(steps, command, state)
  return { steps, reasons: [] }
}

function typeIntoRepl(steps: Step[], { text, at, output }: ShownCommand, state: State): void {
  const input = { text, at, ...outputOf(output) }
  const last = steps.at(-1)
  if (/^:q(?:uit)?$/.test(text.trim())) {
    // Outside of a shell that the text opens there is one repl, which ends with the tutorial.
    const why = `"${text}" leaves it`
    if (state.shells.at(-1)?.kind === 'nix repl')
      steps.push({ do: 'close', shell: state.close()!, why, at })
    return
  }
  const shell = state.shells.at(-1)?.kind === 'nix repl' ? { shell: state.shell } : {}
  if (last?.do === 'repl') steps.splice(-1, 1, { ...last, inputs: [...last.inputs, input] })
  else steps.push({ do: 'repl', ...shell, inputs: [input] })
}

export function excerptOf(lines: readonly BlockLine[]): Excerpt | undefined {
  const [first] = lines
  if (!first) return undefined
  const { line, column, offset } = first
  return { text: lines.map(({ text }) => text).join('\n'), at: { line, column, offset } }
}

function counted(count: number): string {
  return count === 1 ? 'the fragment' : `the ${count} fragments`
}

function outputOf(lines: readonly BlockLine[]): { output?: Excerpt } {
  const output = excerptOf(lines)
  return output ? { output } : {}
}

/** A client that is typed after a server in the same block is typed somewhere else: the server has the shell. */
function servesBefore(steps: readonly Step[], { commands }: ShownCommand): boolean {
  const before = steps.findLast(
    (step): step is CommandStep => step.do === 'command' && step.shell !== 'beside',
  )
  return before?.mayServe !== undefined && ASKS.test(commands[0]?.name ?? '')
}
