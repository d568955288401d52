import { Command } from 'commander'
import { reporterOptions, type ReporterFlags } from './_reporter-options.ts'

export function mergeCommand(setExitCode: (code: number) => void): Command {
  const command = new Command('merge')
    .description('Report what several machines have found as one: the blobs of all shards of a run')
    .argument('<path...>', 'files of --reporter blob, or directories with nothing else in them')
    .addHelpText('after', EXAMPLES)
  return reporterOptions(command).action(async (names: string[], flags: ReporterFlags) => {
    // vitest is for this command alone.
    const { mergeBlobs } = await import('./_merge-blobs.ts')
    setExitCode(await mergeBlobs(names, flags))
  })
}

const EXAMPLES = `
Examples:
  nixproof verify docs --shard 1/2 --reporter blob --output-file blob=blobs/1.json
  nixproof verify docs --shard 2/2 --reporter blob --output-file blob=blobs/2.json
  nixproof merge blobs --reporter junit --output-file report.xml`
