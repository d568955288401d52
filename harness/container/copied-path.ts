import { NixproofError } from '../errors.ts'
import type { RunResult } from './run.ts'

type Run = (argv: readonly string[]) => Promise<Pick<RunResult, 'stdout' | 'stderr' | 'exitCode'>>

/**
 * What a path in a container leads to, which is what is copied out.
 *
 * @param given Absolute.
 * @throws NixproofError USAGE when that is nothing, or all of the container.
 */
export async function resolveCopied(given: string, run: Run): Promise<string> {
  const { stdout, stderr, exitCode } = await run(['realpath', '-ez', '--', given])
  const path = withoutEnd(stdout)
  if (exitCode === 0 && path !== '/' && given !== '/') return path
  if (exitCode === 0) throw whole(given)
  const link = await run(['readlink', '-z', '--', given])
  if (link.exitCode !== 0) throw notThere(given)
  const target = withoutEnd(link.stdout)
  throw new NixproofError('USAGE', 'A link in the container leads to nothing', {
    wanted: `A file or directory that "${given}" leads to`,
    found: /too many levels/i.test(stderr)
      ? `"${given}" leads to "${target}", and from there back to itself`
      : `"${given}" leads to "${target}", and nothing is there`,
    next: 'Make what it leads to first, or name another file or directory',
  })
}

export function notThere(path: string): NixproofError {
  return new NixproofError('USAGE', 'There is nothing of that name in the container', {
    wanted: 'A file or directory, absolute or from the workspace',
    found: `Nothing at "${path}"`,
    next: 'See that it is made before, and that its name is right',
  })
}

function whole(given: string): NixproofError {
  return new NixproofError('USAGE', 'A whole container cannot be copied out', {
    wanted: 'A file or directory below "/"',
    found: `"${given}", which is the root of all files`,
    next: 'Name what is wanted of it, absolute or from the workspace',
  })
}

function withoutEnd(text: string): string {
  return text.replace(/\0$/, '')
}
