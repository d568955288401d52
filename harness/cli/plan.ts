import process from 'node:process'
import { Command } from 'commander'
import { EXIT_CODES } from '../errors.ts'
import { planOptions, type PlanFlags } from './_run-options.ts'
import type { TextFinding } from '../tutorial/finding.ts'
import { requireOneFor } from './_tutorials.ts'

interface Flags extends PlanFlags {
  readonly json?: true
}

export function planCommand(setExitCode: (code: number) => void): Command {
  const command = new Command('plan')
    .description('Say what would be done with each code block of a tutorial, and why')
    .argument('<file...>', 'Markdown files')
    .option('--json', 'print everything as JSON')
  return planOptions(command).action(async (files: string[], flags: Flags) => {
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
