import { type Command, Option } from 'commander'
import { chooseImage, IMAGE_CHOICES } from '../image/choose.ts'
import { DEFAULT_NIX, EMBEDDED_NIX } from '../image/debian/packages.ts'
import type { ImageRequest, NixImage } from '../image/ensure.ts'
import { EMBEDDED_NIXPKGS } from '../image/releases.ts'
import type { Cell } from '../tutorial/running/cell.ts'

export interface ImageFlags {
  readonly image: (typeof IMAGE_CHOICES)[number]
  readonly nix: string
  readonly nixpkgs?: string
}

/** The options with which every command that needs an image chooses one. */
export function imageOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--image <kind>', 'where Nix comes from').choices(IMAGE_CHOICES).default('auto'),
    )
    .addOption(
      new Option(
        '--nix <version>',
        `which Nix: ${EMBEDDED_NIX.join(', ')}, or with --image official any tag of nixos/nix`,
      ).default(DEFAULT_NIX),
    )
    .option(
      '--nixpkgs <release>',
      `which nixpkgs: ${EMBEDDED_NIXPKGS.join(', ')}, or with --image official a channel, release or commit (default: 24.11, or what the tag bundles)`,
    )
}

/**
 * What the options ask for.
 *
 * @throws {NixproofError} `USAGE` where that cannot be, before anything is set up.
 */
export function imageRequest(
  flags: ImageFlags,
  { refresh = false }: { readonly refresh?: boolean } = {},
): ImageRequest {
  const { image: choice, nix, nixpkgs } = flags
  const request = { choice, nix, refresh, ...(nixpkgs !== undefined && { nixpkgs }) }
  chooseImage(request)
  return request
}

/** The cell that a tutorial is run on. */
export function cellOf(
  { kind, nix, nixpkgs }: NixImage,
  { sandbox = false }: { readonly sandbox?: boolean },
): Cell {
  return {
    image: kind,
    sandbox,
    ...(nix !== undefined && { nix }),
    ...(nixpkgs !== undefined && { nixpkgs }),
  }
}
