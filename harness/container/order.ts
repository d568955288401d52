import { NixproofError } from '../errors.ts'
import { showCommand } from './command-line.ts'

/** Bytes of one argument with the zero after it: MAX_ARG_STRLEN, 32 pages (execve(2)). */
const LONGEST = 32 * 4096

/**
 * What scripts/run.sh is told, to run a command.
 *
 * @param head All that comes before the variables.
 * @throws NixproofError USAGE for what no program can be given.
 */
export function writeOrder(
  head: readonly string[],
  env: Readonly<Record<string, string>>,
  argv: readonly string[],
): string {
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`)
  const words = [...head, String(variables.length), ...variables, ...argv]
  requireRunnable(argv, env, words)
  return `${words.length}\n${words.map((word) => `${word}\0`).join('')}`
}

function requireRunnable(
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
  words: readonly string[],
): void {
  if (words.some((word) => word.includes('\0'))) {
    throw new NixproofError('USAGE', 'A command holds a zero byte, which no argument can', {
      found: showCommand(JSON.stringify(argv)),
    })
  }
  const long = words.find((word) => Buffer.byteLength(word) >= LONGEST)
  if (long !== undefined) {
    throw new NixproofError('USAGE', 'An argument or a variable is longer than Linux takes', {
      wanted: `At most ${LONGEST - 1} bytes each`,
      found: `${Buffer.byteLength(long)} bytes: ${showCommand(long)}`,
      next: 'Write it to a file in the container, or give it as stdin',
    })
  }
  if (!argv[0]) {
    throw new NixproofError('USAGE', 'There is no program to run', {
      wanted: 'A program and its arguments',
      found: showCommand(JSON.stringify(argv)),
    })
  }
  const misnamed = Object.keys(env).find((name) => !/^[A-Za-z_]\w*$/.test(name))
  if (misnamed === undefined) return
  throw new NixproofError('USAGE', `No variable can be called "${showCommand(misnamed)}"`, {
    wanted: 'A letter or "_", then letters, digits and "_"',
    found: showCommand(JSON.stringify(misnamed)),
  })
}
