import { Option, type Command } from 'commander'
import { imageOptions, type ImageFlags } from './_image-options.ts'
import { originOptions, type OriginFlags } from './_origin-options.ts'

export interface PlanFlags {
  readonly workspace?: string
  readonly sidecar?: string
}

/** What a plan is made of besides its text. */
export function planOptions(command: Command): Command {
  return command
    .option('--workspace <dir>', "the reader's directory (default: that of the file)")
    .option(
      '--sidecar <file>',
      'what is known of its blocks (default: NAME.nixproof.yaml beside it)',
    )
}

export interface RunFlags extends PlanFlags, ImageFlags, OriginFlags {
  readonly mountAs?: string
  readonly sandbox?: true
}

/** All that the commands take which do what a tutorial says. */
export function runOptions(command: Command): Command {
  const own = planOptions(command)
    .option('--mount-as <path>', 'where the container sees it (default: /workspace)')
    .option('--sandbox', "build in Nix's own sandbox")
  return originOptions(imageOptions(own))
}

export function incrementalOption(): Option {
  return new Option(
    '--incremental',
    'do not prove again what was proved on this machine with the same inputs',
  )
}
