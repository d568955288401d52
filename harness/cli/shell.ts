import { Command, InvalidArgumentError } from 'commander'
import { runOptions } from './_run-options.ts'
import type { ShellFlags } from './_shell.ts'

export function shellCommand(setExitCode: (code: number) => void): Command {
  const command = new Command('shell')
    .description('Do what a tutorial says up to a line, and open a shell there')
    .argument('<file>', 'a Markdown file')
    .requiredOption('--at <line>', 'the line: blocks that begin above it are done', lineOf)
    .addHelpText('after', '\nExample:\n  nixproof shell README.md --at 55')
  return runOptions(command).action(async (file: string, flags: ShellFlags) => {
    const { shell } = await import('./_shell.ts')
    setExitCode(await shell(file, flags))
  })
}

function lineOf(text: string): number {
  if (/^[1-9]\d*$/.test(text)) return Number(text)
  throw new InvalidArgumentError('A line is a number from 1.')
}
