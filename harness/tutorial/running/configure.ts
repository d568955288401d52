import { dirname } from 'node:path/posix'
import { NixproofError } from '../../errors.ts'
import type { Step } from '../planning/step.ts'
import type { CheckState, StepDone } from './do-check.ts'
import type { ReaderDesk } from './reader-desk.ts'

type ConfigureStep = Extract<Step, { do: 'configure' }>

/** Makes a NixOS of the tutorial's fragments. */
export async function configure(
  desk: ReaderDesk,
  { check, signal }: CheckState,
  { action, fragments, mountAs = check.mountAs }: ConfigureStep,
): Promise<StepDone> {
  const { container, tutorial } = desk
  if (mountAs !== undefined) await mountWorkspace(desk, mountAs, signal)
  const { system } = await container.nixosRebuild(action, {
    fragments: fragments.map(({ text, at }) => ({ text, line: at.line, file: tutorial.file })),
    cwd: desk.path(check.cwd),
    signal,
    ...(check.timeout !== undefined && { timeoutMs: check.timeout }),
  })
  return { note: system }
}

/** Puts a link to the workspace where the text has it. */
async function mountWorkspace(
  { container }: ReaderDesk,
  path: string,
  signal: AbortSignal,
): Promise<void> {
  const script = '[ "$1" -ef "$2" ] || { mkdir -p -- "$3" && ln -s -- "$1" "$2"; }'
  const argv = ['bash', '-c', script, 'mount', container.workspace, path, dirname(path)]
  const result = await container.run(argv, { cwd: '/', signal })
  if (result.exitCode === 0) return
  throw new NixproofError('DIRECTIVE_INVALID', `The workspace cannot be at "${path}" as well`, {
    wanted: 'A path at which nothing is yet',
    found: result.stderr.trim(),
    next: 'Give another path as "mountAs"',
    result,
  })
}
