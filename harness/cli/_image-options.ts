import { type Command, Option } from 'commander'
import { DEFAULT_NIX, EMBEDDED_NIX } from '../image/debian/packages.ts'
import { IMAGE_CHOICES } from '../image/ensure.ts'

export interface ImageFlags {
  readonly image: (typeof IMAGE_CHOICES)[number]
  readonly nix: (typeof EMBEDDED_NIX)[number]
}

/** The two options with which every command that needs an image chooses one. */
export function imageOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--image <kind>', 'where Nix comes from').choices(IMAGE_CHOICES).default('auto'),
    )
    .addOption(
      new Option('--nix <version>', 'which Nix the embedded image has')
        .choices(EMBEDDED_NIX)
        .default(DEFAULT_NIX),
    )
}
