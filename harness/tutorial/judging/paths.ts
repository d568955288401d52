import type { Step } from '../planning/step.ts'
import { byNearness, isNear } from '../../nix/nearest.ts'
import type { Finding, Tutorial } from './finding.ts'

export type PathsStep = Extract<Step, { do: 'paths' }>

/** What is at a path; `undefined` when nothing is. */
export type KindOf = (path: string) => 'file' | 'directory' | undefined

const NEAREST = 3

/**
 * Holds a listing against what is there.
 *
 * @param kindOf Of paths as the step has them: relative to the workspace, or absolute.
 * @param names All paths that there are, to name the nearest; default: none are named.
 * @returns `DRIFT_PATH` for each path that is not there, or is something else.
 */
export function judgePaths(
  { file }: Tutorial,
  { paths }: PathsStep,
  kindOf: KindOf,
  names: readonly string[] = [],
): Finding[] {
  return paths.flatMap(({ path, directory, at }) => {
    const kind = kindOf(path)
    if (kind === (directory ? 'directory' : 'file')) return []
    // `tree` marks no directories, and a listing may leave out what is in one.
    if (kind === 'directory') return []
    const what = directory ? 'directory' : 'file'
    const near = nearestTo(path, names)
    return [
      {
        code: 'DRIFT_PATH' as const,
        severity: 'tutorial' as const,
        place: { file, line: at.line, column: at.column },
        summary: kind
          ? `The text lists "${path}" as a directory, which is a file`
          : `The text lists "${path}", which does not exist`,
        wanted: `A ${what} "${path}"`,
        found: kind ? 'A file' : near.length > 0 ? `The nearest: ${near.join(', ')}` : 'Nothing',
        next: 'Correct the listing, or add what it lists',
      },
    ]
  })
}

/** The same name elsewhere counts as near. */
function nearestTo(path: string, names: readonly string[]): string[] {
  const name = (of: string): string => of.slice(of.lastIndexOf('/') + 1)
  const near = names.filter((one) => isNear(path, one) || name(one) === name(path))
  return byNearness(path, near)
    .slice(0, NEAREST)
    .map((one) => `"${one}"`)
}
