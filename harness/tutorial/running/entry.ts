import type { ReaderDesk } from './reader-desk.ts'

/** How to get into a container, where the reader was. */
export interface Entry {
  /** A program of the container that wants a terminal. */
  readonly argv: readonly string[]
  /** Where it begins. */
  readonly directory: string
}

/** A container that stays. */
export interface Kept extends Entry {
  readonly id: string
}

const STATE = '/tmp/nixproof-shell'

/** Variables, functions and the directory, for bash to read when it starts; what it keeps from being set stays. */
const SAVE = `{
  echo 'exec 3>&2 2>/dev/null'; declare -p; declare -f; echo 'exec 2>&3 3>&-'
  printf "unset PROMPT_COMMAND; PS1='\\\\w$ '\\ncd -- %q\\n" "$PWD"
} >|${STATE}`

/**
 * Writes down the state of the shell that was typed in last, for another that begins there. What the
 * shell serves is stopped for it.
 */
export async function prepareEntry(desk: ReaderDesk): Promise<Entry> {
  const { container, last } = desk
  const directory = last?.directory ?? container.workspace
  if (!last || last.ended) return { argv: ['bash'], directory }
  const { exitCode } = await last.type(SAVE)
  if (exitCode !== 0) return { argv: ['bash'], directory }
  return { argv: ['bash', '--rcfile', STATE], directory }
}
