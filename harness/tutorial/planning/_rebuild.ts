import { normal, type Names } from '../classify/workspace.ts'
import type { State } from './_state.ts'
import type { Step } from './step.ts'

/** Makes a NixOS of the fragments of a section; `undefined` where it has none. */
export function rebuildStep(
  action: string,
  section: string,
  { fragments, names, mountAs: told = fragments.mountAs }: State,
): (Step & { do: 'configure' }) | undefined {
  if (fragments.excerpts.length === 0 || fragments.section !== section) return undefined
  const known =
    (['switch', 'build', 'test', 'boot'] as const).find((one) => one === action) ?? 'build'
  const mountAs = told ?? mountOf(fragments.paths, names)
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
