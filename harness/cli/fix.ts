import { Command, Option } from 'commander'
import { runOptions } from './_run-options.ts'
import type { FixFlags } from './_fix.ts'

export function fixCommand(setExitCode: (code: number) => void): Command {
  const command = new Command('fix')
    .description('Run tutorials, and mend what does not hold: pins, drift, outputs')
    .argument('<path...>', 'Markdown files, or directories with some')
    .option('--write', 'write the edits; without it they are only printed, as one diff')
    .addOption(
      new Option('--prefer <side>', 'which side is mended where text and file differ').choices([
        'text',
        'file',
      ]),
    )
    .addHelpText('after', HELP)
  return runOptions(command).action(async (names: string[], flags: FixFlags) => {
    // Parsers and git are for few commands.
    const { fix } = await import('./_fix.ts')
    setExitCode(await fix(names, flags))
  })
}

const HELP = `
Where a text and a file differ, the one that changed last is right, as far as git can tell; else the
file is. Pins are judged where an origin is given.

Examples:
  nixproof fix README.md | git apply
  nixproof fix README.md --write --origin github:OWNER/REPO=../clone

Exit codes:
  0  nothing to mend is left    2  the call is wrong
  1  something is left          3  the environment is missing something`
