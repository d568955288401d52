import type { NixRequest } from '../image/choose.ts'
import { BUNDLED } from '../tutorial/running/cell.ts'
import type { Combination } from './cell.ts'

/** The image of a cell, as it is asked for. */
export function nixOf({ image, nix, nixpkgs }: Combination): NixRequest {
  return { choice: image, nix, ...(nixpkgs !== BUNDLED && { nixpkgs }) }
}
