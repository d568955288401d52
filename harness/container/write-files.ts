import { NixproofError } from '../errors.ts'
import type { RunOptions, RunResult } from './run.ts'

export interface TextFile {
  /** Absolute, in the container. */
  readonly path: string
  readonly text: string
}

/** Of at most 4 bytes each: an argument has fewer than 128 KiB (execve(2)). */
const PIECE = /[^]{1,32000}/gu
/** All arguments together have at most 2 MiB, with the environment. */
const PIECES = 8

/** Goes through its arguments, a path and a piece of text each; an empty path is the one before. */
const WRITE = `while (($#)); do
  if [[ $1 ]]; then
    path=$1
    [[ -d \${path%/*}/ ]] || mkdir -p -- "\${path%/*}" || exit
    : >"$path" || exit
  fi
  printf %s "$2" >>"$path" || exit
  shift 2
done`

/**
 * Writes files of a container anew, with the directories that they are in. The engine's own way, an
 * archive, takes 0.1 s.
 *
 * @param run Runs a command in the container.
 * @throws NixproofError SHELL_COMMAND_FAILED where that is not possible; also what `run` throws.
 */
export async function writeFiles(
  run: (argv: readonly string[], options: RunOptions) => Promise<RunResult>,
  files: readonly TextFile[],
  signal?: AbortSignal,
): Promise<void> {
  const words = files.flatMap(({ path, text }) => wordsOf(path, text))
  for (let at = 0; at < words.length; at += PIECES) {
    const some = words.slice(at, at + PIECES)
    // What goes on in the next call needs its path; it is not written anew.
    const argv = ['bash', '-c', `path=$1; shift\n${WRITE}`, 'write', pathBefore(words, at)]
    // oxlint-disable-next-line no-await-in-loop -- in their order
    const result = await run([...argv, ...some.flat()], { cwd: '/', ...(signal && { signal }) })
    if (result.exitCode !== 0) throw notWritten(result)
  }
}

function wordsOf(path: string, text: string): [path: string, piece: string][] {
  const [first = '', ...others] = text.match(PIECE) ?? []
  return [[path, first], ...others.map((piece): [string, string] => ['', piece])]
}

function pathBefore(words: readonly (readonly [string, string])[], at: number): string {
  return words.slice(0, at).findLast(([path]) => path !== '')?.[0] ?? ''
}

function notWritten(result: RunResult): NixproofError {
  return new NixproofError('SHELL_COMMAND_FAILED', 'A file cannot be written', {
    found: result.stderr.trim(),
    next: 'Name another file, or write it where the reader may',
    result: { ...result, command: ['write'] },
  })
}
