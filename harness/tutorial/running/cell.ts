import type { Cells } from '../directives/directive.ts'

/** The nixpkgs that a tag of the official image comes with, whichever that is. */
export const BUNDLED = 'bundled'

/** What a tutorial is run on; what is not known suits every block. */
export interface Cell {
  readonly nix?: string
  /** {@link BUNDLED}: nobody knows before it runs. */
  readonly nixpkgs?: string
  readonly image?: 'official' | 'embedded'
  readonly sandbox?: boolean
  readonly variant?: 'local' | 'fetched'
}

/** Why a block that is for some cells only is not for this one. */
export function whyNotHere(only: Cells | undefined, cell: Cell): string | undefined {
  for (const [key, wanted] of Object.entries(only ?? {})) {
    const is = cell[key as keyof Cell]
    const allowed = [wanted].flat() as readonly (string | boolean)[]
    if (wanted === undefined || is === undefined || is === BUNDLED || allowed.includes(is)) continue
    return `It is for ${key} ${allowed.join(', ')} only, and this is ${is}`
  }
  return undefined
}
