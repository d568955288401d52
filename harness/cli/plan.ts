import process from 'node:process'
import { Command } from 'commander'
import { EXIT_CODES } from '../errors.ts'
import type { TextFinding } from '../tutorial/finding.ts'
import { requireOneFor } from './_tutorials.ts'

interface PlanFlags {
  readonly workspace?: string
  readonly sidecar?: string
  readonly json?: true
}

export function planCommand(setExitCode: (code: number) => void): Command {
  return new Command('plan')
    .description('Say what would be done with each code block of a tutorial, and why')
    .argument('<file...>', 'Markdown files')
    .option('--workspace <dir>', "the reader's directory (default: the file's)")
    .option(
      '--sidecar <file>',
      'what is known of its blocks (default: NAME.nixproof.yaml beside it)',
    )
    .option('--json', 'print everything as JSON')
    .action(async (files: string[], flags: PlanFlags) => {
      // Parsers are for this command alone.
      const { planFile } = await import('../tutorial/planning/plan-file.ts')
      const { formatPlan } = await import('../tutorial/planning/format-plan.ts')
      requireOneFor(flags.sidecar, files)
      const planned = []
      for (const file of files) planned.push(await planFile(file, flags))
      const text = flags.json
        ? JSON.stringify(planned, undefined, 2)
        : planned.map(formatPlan).join('\n\n')
      process.stdout.write(`${text}\n`)
      setExitCode(exitCodeOf(planned.flatMap(({ findings }) => findings)))
    })
}

function exitCodeOf(findings: readonly TextFinding[]): number {
  const codes = findings.map(({ severity }) => (severity === 'warning' ? 0 : EXIT_CODES[severity]))
  return Math.max(0, ...codes)
}
