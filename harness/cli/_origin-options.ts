import { Option, type Command } from 'commander'
import { parseCassetteMode, type CassetteMode } from '../origin/cassette/mode.ts'
import { parseOriginFlag, type GitOriginOptions } from '../origin/git/flag.ts'
import { NETWORKS, type OriginOptions } from '../origin/options.ts'

/** The clones that stand in for repositories: given once for each. */
export function originOption(): Option {
  return new Option(
    '--origin <github:OWNER/REPO=PATH[@REV]>',
    'the clone that stands in for a repository; @REV is what its default branch points at',
  )
    .argParser((text: string, all: readonly GitOriginOptions[]) => [...all, parseOriginFlag(text)])
    .default([], 'none')
}

export interface OriginFlags {
  readonly origin: readonly GitOriginOptions[]
  readonly network: OriginOptions['network']
  readonly cassette?: CassetteMode
}

/** What the container of a tutorial can reach. */
export function originOptions(command: Command): Command {
  return command
    .addOption(originOption())
    .addOption(
      new Option(
        '--cassette <mode>',
        'recorded traffic beside the tutorial, NAME.cassette: replay, record-new, record-all or off (default: replay, where there is one)',
      ).argParser(parseCassetteMode),
    )
    .addOption(
      new Option('--network <kind>', 'whether the internet answers what nothing else does')
        .choices(NETWORKS)
        .default('closed'),
    )
}
