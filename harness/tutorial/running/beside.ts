import { NixproofError } from '../../errors.ts'
import type { CheckState } from './do-check.ts'
import type { ReaderDesk } from './reader-desk.ts'

/** Runs what a directive wants before or after a block, out of the reader's sight. */
export async function runBeside(
  { container, captured, path }: ReaderDesk,
  { check, signal, at }: CheckState,
  command: string,
): Promise<void> {
  const result = await container.run(['bash', '-c', command], {
    cwd: path(check.cwd),
    env: { ...captured, ...check.env },
    signal,
  })
  if (result.exitCode === 0) return
  const lines = `${result.stdout}\n${result.stderr}`.trim().split('\n')
  throw new NixproofError('SHELL_COMMAND_FAILED', `"${command}" of a directive failed`, {
    wanted: 'Exit code 0',
    found: lines.slice(-10).join('\n') || `Exit code ${result.exitCode}, and no output`,
    place: at,
    next: 'Correct "setup" or "cleanup" of the directive',
    result,
  })
}
