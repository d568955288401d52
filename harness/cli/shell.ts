import { Command, InvalidArgumentError } from 'commander'
import { imageOptions } from './_image-options.ts'
import { originOptions } from './_origin-options.ts'
import type { ShellFlags } from './_shell.ts'

export function shellCommand(setExitCode: (code: number) => void): Command {
  const command = new Command('shell')
    .description('Do what a tutorial says up to a line, and open a shell there')
    .argument('<file>', 'a Markdown file')
    .requiredOption('--at <line>', 'the line: blocks that begin above it are done', lineOf)
    .option('--workspace <dir>', "the reader's directory (default: that of the file)")
    .option('--mount-as <path>', 'where the container sees it (default: /workspace)')
    .option('--sandbox', "build in Nix's own sandbox")
    .addHelpText('after', '\nExample:\n  nixproof shell README.md --at 55')
  return originOptions(imageOptions(command)).action(async (file: string, flags: ShellFlags) => {
    const { shell } = await import('./_shell.ts')
    setExitCode(await shell(file, flags))
  })
}

function lineOf(text: string): number {
  if (/^[1-9]\d*$/.test(text)) return Number(text)
  throw new InvalidArgumentError('A line is a number from 1.')
}
