import { NixproofError } from '../../errors.ts'
import { NixContainer, type StartedNixContainer } from '../nix-container.ts'
import type { RunOptions } from '../run.ts'
import { warmArgv } from '../scripts.ts'
import { WARM_TARGET } from './mount.ts'

/** A container of nixproof's own, in which nobody has done anything, that has the volume. */
export class KeeperContainer extends NixContainer {
  constructor(image: string, volume: string, mode: 'ro' | 'rw') {
    super(image)
    this.withVolume(volume, WARM_TARGET, mode)
  }
}

/**
 * Runs a command of warm.py.
 *
 * @returns What it answers, which has to be taken for what the container wants to be believed.
 */
export async function askWarm(
  container: StartedNixContainer,
  [command, ...words]: readonly [string, ...(string | number)[]],
  options: RunOptions = {},
): Promise<unknown> {
  const argv = warmArgv(command, ...words)
  const result = await container.run(argv, { ...options, cwd: '/' })
  if (result.exitCode === 0) return JSON.parse(result.stdout)
  throw new NixproofError('CONTAINER_FAILED', 'The warm store could not be looked after', {
    wanted: `"${command}" is done`,
    found: result.timedOut ? 'It took too long' : (result.stderr.trim().split('\n').at(-1) ?? ''),
    result,
  })
}
