import { dirname } from 'node:path/posix'
import { NixproofError, type Place } from '../../errors.ts'
import type { Excerpt, Step } from '../planning/step.ts'
import type { CheckState, StepDone } from './do-check.ts'
import type { ReaderDesk } from './reader-desk.ts'
import { placeInExcerpt, relocate } from './relocate.ts'

type ConfigureStep = Extract<Step, { do: 'configure' }>

/** Makes a NixOS of the tutorial's fragments. */
export async function configure(
  desk: ReaderDesk,
  { check, signal }: CheckState,
  { action, fragments, mountAs = check.mountAs }: ConfigureStep,
): Promise<StepDone> {
  const { container, tutorial } = desk
  if (mountAs !== undefined && mountAs !== container.workspace)
    await mountWorkspace(desk, mountAs, signal)
  const options = {
    fragments: fragments.map(({ text, at }) => ({ text, line: at.line, file: tutorial.file })),
    cwd: desk.path(check.cwd),
    signal,
    ...(check.timeout !== undefined && { timeoutMs: check.timeout }),
  }
  try {
    const { system } = await container.nixosRebuild(action, options)
    return { note: system }
  } catch (error) {
    throw relocate(error, (place) => place ?? placeOfHash(error, tutorial.file, fragments))
  }
}

/** Nix has no place for a hash that is not the content's: it is where it is written. */
function placeOfHash(
  error: unknown,
  file: string,
  fragments: readonly Excerpt[],
): Place | undefined {
  const hash = error instanceof NixproofError ? error.details.mismatch?.specified : undefined
  const fragment = fragments.find(({ text }) => hash !== undefined && text.includes(hash))
  if (hash === undefined || !fragment) return undefined
  const before = fragment.text.slice(0, fragment.text.indexOf(hash)).split('\n')
  return placeInExcerpt(file, fragment, { line: before.length, column: before.at(-1)!.length + 1 })
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
