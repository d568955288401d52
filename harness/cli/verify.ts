import { Command } from 'commander'
import { NixproofError } from '../errors.ts'
import { reporterOptions, type ReporterFlags } from './_reporter-options.ts'
import { incrementalOption, runOptions, type RunFlags } from './_run-options.ts'
import { shardOption, type ShardFlags } from './_shard-option.ts'
import { cacheOption, type WarmFlags } from './_warm.ts'

export interface VerifyFlags extends RunFlags, ShardFlags, WarmFlags {
  readonly only?: string
  readonly keep?: true
  readonly incremental?: true
}

const PLAN_NAME = /\.plan\.yaml$/

export function verifyCommand(setExitCode: (code: number) => void): Command {
  const command = new Command('verify')
    .description('Prove tutorials: do in a clean container what their reader is told to do')
    .argument(
      '<path...>',
      'Markdown files, directories with some, or a plan such as README.plan.yaml',
    )
    .option('--only <line|heading>', 'prove no more than the block at a line, or below a heading')
    .option(
      '--keep',
      'leave the container, and print how to get into it where a check does not hold',
    )
    .addOption(shardOption())
    .addOption(cacheOption())
    .addOption(incrementalOption().conflicts('keep'))
    .addHelpText('after', EXAMPLES)
  return reporterOptions(runOptions(command)).action(
    async (names: string[], flags: VerifyFlags & ReporterFlags) => {
      setExitCode(await verify(names, flags))
    },
  )
}

async function verify(
  names: readonly string[],
  flags: VerifyFlags & ReporterFlags,
): Promise<number> {
  const [plan] = names.filter((name) => PLAN_NAME.test(name))
  if (plan === undefined) {
    const { verifyTutorials } = await import('./_verify-tutorials.ts')
    return verifyTutorials(names, flags)
  }
  if (flags.shard) {
    throw new NixproofError('USAGE', 'A plan is verified whole', {
      wanted: 'Markdown files, or directories with some, for --shard to part',
      found: `"${plan}"`,
    })
  }
  if (names.length > 1) {
    throw new NixproofError('USAGE', 'A plan is verified alone', {
      wanted: `"${plan}" and nothing else, or Markdown files`,
      found: names.map((name) => `"${name}"`).join(', '),
    })
  }
  const notForPlans = flags.cache !== undefined ? '--cache' : flags.incremental && '--incremental'
  if (notForPlans) {
    throw new NixproofError(
      'USAGE',
      'A plan that somebody has written is always proved, and alone',
      {
        wanted: `Markdown files with ${notForPlans}`,
        found: `"${plan}"`,
        next: `Leave out ${notForPlans}`,
      },
    )
  }
  const { verifyPlan } = await import('./_verify-plan.ts')
  return verifyPlan(plan, flags)
}

const EXAMPLES = `
Examples:
  nixproof verify README.md                      prove every code block of a tutorial
  nixproof verify docs --workspace .             all tutorials in docs, with this directory as theirs
  nixproof verify README.md --only 55            only the block at line 55
  nixproof verify docs --incremental             only what is not as it was when it was proved
  nixproof verify docs --reporter junit --output-file report.xml
  nixproof verify docs --shard 2/4 --reporter blob --output-file blob=blobs/2.json
  nixproof verify docs --reporter markdown       a summary for a pull request
  nixproof verify README.plan.yaml --nix 2.34    a plan that somebody has written`
