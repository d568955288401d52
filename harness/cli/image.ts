import process from 'node:process'
import { Command, Option } from 'commander'
import { imageOptions, imageRequest, type ImageFlags } from './_image-options.ts'

export function imageCommand(): Command {
  const command = new Command('image').description(
    'Make the image that tutorials run in, and print its reference',
  )
  imageOptions(command)
  return command
    .addOption(new Option('--manifest', 'print what it is made of, as JSON'))
    .addOption(
      new Option('--refresh', 'choose Debian packages anew, and fetch a channel of nixpkgs anew'),
    )
    .action(async (flags: ImageFlags & { manifest?: true; refresh?: true }) => {
      const { setUp } = await import('./_setup.ts')
      const { engine, image } = await setUp(imageRequest(flags, flags))
      const { endRun } = await import('../engine/lifetime.ts')
      const { readManifest } = await import('../image/manifest.ts')
      const output = flags.manifest ? await readManifest(engine, image) : image.reference
      await endRun(engine.docker)
      process.stdout.write(`${output.trimEnd()}\n`)
    })
}
