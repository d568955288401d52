import process from 'node:process'
import { Command, Option } from 'commander'
import { readManifest } from '../image/manifest.ts'
import { setUp } from './_setup.ts'
import { imageOptions, type ImageFlags } from './_image-options.ts'

export function imageCommand(): Command {
  const command = new Command('image').description(
    'Make the image that tutorials run in, and print its reference',
  )
  imageOptions(command)
  return command
    .addOption(new Option('--manifest', 'print what it is made of, as JSON'))
    .addOption(new Option('--refresh', 'choose Debian packages anew'))
    .action(async (flags: ImageFlags & { manifest?: true; refresh?: true }) => {
      const { engine, image } = await setUp({
        choice: flags.image,
        nix: flags.nix,
        refresh: flags.refresh ?? false,
      })
      const output = flags.manifest ? await readManifest(engine, image) : image.reference
      process.stdout.write(`${output.trimEnd()}\n`)
    })
}
