import type { Listed } from '../classify/listing.ts'
import { normal } from '../classify/workspace.ts'
import type { Made } from './_shell-steps.ts'
import type { State } from './_state.ts'

/** Files and directories that a block lists: the reader has them. */
export function listingSteps(listed: readonly Listed[], state: State): Made {
  const [root] = listed
  const inside = (path: string) => path === root?.path || path.startsWith(`${root?.path ?? ''}/`)
  const hasRoot = root?.directory && listed.every(({ path }) => inside(path))
  // What a listing begins with may be the workspace itself, under the name that it has elsewhere.
  const isWorkspace =
    hasRoot && root.path !== '.' && state.workspace && !state.names.hasDirectoryNamed(root.path)
  const paths = listed
    .map(({ path, directory, at }) => ({
      path: isWorkspace ? normal(path.slice(root.path.length + 1)) : path,
      directory,
      at,
    }))
    .filter(({ path }) => path !== '.')
  state.list(paths)
  return {
    steps: [{ do: 'paths', paths }],
    reasons: isWorkspace ? [`"${root.path}" is what the workspace is called here`] : [],
  }
}
