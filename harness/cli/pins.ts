import { Command, Option } from 'commander'
import { originOption } from './_origin-options.ts'
import type { PinsFlags } from './_pins.ts'

export function pinsCommand(setExitCode: (code: number) => void): Command {
  return new Command('pins')
    .description(
      'Judge the hashes and revisions of fetcher calls against a local clone, and mend them',
    )
    .argument('<file...>', 'Markdown and .nix files')
    .addOption(originOption())
    .option('--fix', 'write the edits; without it they are only printed')
    .option('--pin', 'also write the commit in place of a branch')
    .addOption(
      new Option('--at-pin', 'leave the hashes, and name the commit that they are of').conflicts(
        'pin',
      ),
    )
    .option('--since <date>', 'look at no commit before this date, such as 2025-01-31')
    .option('--json', 'print everything as JSON')
    .addHelpText('after', HELP)
    .action(async (files: string[], flags: PinsFlags) => {
      // Parsers and git are for this command alone.
      const { pins } = await import('./_pins.ts')
      setExitCode(await pins(files, flags))
    })
}

const HELP = `
Examples:
  nixproof pins README.md --origin github:pagekey/education=../education
  nixproof pins README.md --origin github:pagekey/education=.@v1.0 --at-pin --fix

A branch as revision is a warning: the text works until the next push.

Exit codes:
  0  every pin that can be judged holds
  1  a pin is stale, empty, fake, refused by Nix or gone, or what may have pins is not Nix
  2  the call is wrong, a pin needs an origin that was not given, or no pin was judged
  3  git is missing, or the clone is not whole
Of several the highest wins. With --fix it is the code of what was written, which is judged again.`
