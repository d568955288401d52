import { effectOf, whyNot, whyServer } from '../classify/command.ts'
import type { ShownCommand, ShownSession } from '../classify/shell.ts'
import { normal, type Names } from '../classify/workspace.ts'
import type { Block, BlockLine } from '../markdown/document.ts'
import type { State } from './_state.ts'
import type { CommandStep, Excerpt, Step } from './step.ts'

export interface Made {
  readonly steps: readonly Step[]
  readonly reasons: readonly string[]
}

const ASKS = /^(?:curl|wget|http|https|xh|nc|telnet)$/
const SECOND_TERMINAL =
  /\b(?:another|second|separate|new|other|different) (?:terminal|shell|window|tab|console)\b/i

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
  const beside =
    SECOND_TERMINAL.test(block.before?.text ?? '') &&
    'The text says that it is typed into another terminal'
  if (beside) reasons.push(beside)
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
      shell: beside || asks ? 'beside' : state.shell,
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

export function rebuildStep(
  action: string,
  section: string,
  { fragments, names }: State,
): (Step & { do: 'configure' }) | undefined {
  if (fragments.excerpts.length === 0 || fragments.section !== section) return undefined
  const known =
    (['switch', 'build', 'test', 'boot'] as const).find((one) => one === action) ?? 'build'
  const mountAs = mountOf(fragments.paths, names)
  return {
    do: 'configure',
    action: known,
    fragments: [...fragments.excerpts],
    ...(mountAs !== undefined && { mountAs }),
  }
}

/** Where a workspace has to be for the paths to be in it: where the end of one is a path of it. */
function mountOf(paths: readonly string[], names: Names): string | undefined {
  for (const path of paths) {
    const parts = normal(path).split('/').slice(1)
    for (let from = 1; from < parts.length; from++) {
      if (names.has(parts.slice(from).join('/'))) return `/${parts.slice(0, from).join('/')}`
    }
  }
  return undefined
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

/** A block that needs what is in the workspace, and not where the shell is, starts there again. */
function whereItStarts(
  command: ShownCommand,
  state: State,
): { cwd: string; why: string } | undefined {
  const needs = neededBy(command)
  const { cwd, names, listed } = state
  if (!needs || (cwd === '.' && state.shells.length === 0)) return undefined
  const has = (path: string) => names.has(path) || listed.has(path)
  if (cwd !== undefined && needs.some((name) => has(normal(`${cwd}/${name}`)))) return undefined
  const found = needs.find((name) => has(normal(name)))
  if (found === undefined) return undefined
  const here =
    cwd === '.' ? 'the shell that is open' : `"${cwd ?? 'the directory that the shell is in'}"`
  return {
    cwd: '.',
    why: `It starts in the workspace again: "${found}" is there, and not in ${here}`,
  }
}

/** What has to be where a command is typed, one of these. */
function neededBy({ commands }: ShownCommand): string[] | undefined {
  const { name = '', args = [] } = commands[0] ?? {}
  const [to] = args
  if (name === 'cd' && to !== undefined && !/^[/~$-]/.test(to) && !to.startsWith('..')) return [to]
  if (name === 'nix-build' && args.length === 0) return ['default.nix']
  if (name === 'nix-shell' && args.length === 0) return ['shell.nix', 'default.nix']
  return undefined
}

/** Leaves shells that the reader has plainly left. */
function leave(
  block: Block,
  session: ShownSession,
  moved: boolean,
  promptsTell: boolean,
  state: State,
  steps: Step[],
): void {
  const section = block.headings.join('\n')
  const [first] = session.commands
  if (!first) return
  const opensAgain = session.commands.some(({ commands }) => effectOf(commands).kind === 'opens')
  while (state.shells.length) {
    const { section: openedIn, kind } = state.shells.at(-1)!
    const outside = promptsTell && (first.prompt === 'user' || first.prompt === 'root')
    const isRepl = kind === 'nix repl' && first.prompt !== 'nix-repl'
    const why = isRepl
      ? 'what follows is no Nix expression'
      : moved
        ? 'what follows starts elsewhere'
        : outside
          ? 'the prompt is not that of nix-shell any more'
          : opensAgain && openedIn !== section
            ? 'another section opens a shell of its own'
            : undefined
    if (why === undefined) return
    steps.push({ do: 'close', shell: state.close()!, why, at: first.at })
  }
}

/** What a command is known to change. */
function follow({ commands }: ShownCommand, state: State): void {
  for (const { name, args, writes } of commands) {
    const words = args.filter((word) => !word.startsWith('-'))
    const here = (path: string) =>
      normal(path.startsWith('/') ? path : `${state.cwd ?? '.'}/${path}`)
    if (name === 'cd' || name === 'pushd') {
      state.enter(words[0] ?? '~')
      // Who goes there, has it.
      if (state.cwd !== undefined && !state.cwd.startsWith('/')) state.names.addDirectory(state.cwd)
    }
    if (name === 'mkdir') for (const word of words) state.names.addDirectory(here(word))
    if (name === 'touch') for (const word of words) state.names.add(here(word))
    if (name === 'cp' || name === 'mv') state.names.add(here(words.at(-1) ?? ''))
    if (name === 'git' && words[0] === 'clone') {
      const repository = words[1] ?? ''
      state.names.addDirectory(
        here(
          words[2] ??
            repository
              .split('/')
              .at(-1)!
              .replace(/\.git$/, ''),
        ),
      )
    }
    for (const file of writes.filter((one) => !one.startsWith('/dev/'))) state.names.add(here(file))
  }
}
