import { effectOf } from '../classify/command.ts'
import type { ShownCommand, ShownSession } from '../classify/shell.ts'
import { normal } from '../classify/workspace.ts'
import type { Block } from '../markdown/document.ts'
import type { State } from './_state.ts'
import type { Step } from './step.ts'

/** A block that needs what is in the workspace, and not where the shell is, starts there again. */
export function whereItStarts(
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
export function leave(
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
export function follow({ commands }: ShownCommand, state: State): void {
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
    const made = (path: string) => {
      state.names.add(here(path))
      state.made.set(here(path), 'made')
    }
    if (name === 'touch' || name === 'tee') for (const word of words) made(word)
    if (name === 'cp' || name === 'mv') made(words.at(-1) ?? '')
    // Its script comes first, and is no file.
    if (name === 'sed' && args.some((word) => /^(?:-\w*i|--in-place)/.test(word)))
      for (const word of words.filter((one) => state.names.hasFile(here(one)))) made(word)
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
    for (const file of writes.filter((one) => !one.startsWith('/dev/'))) made(file)
  }
}
