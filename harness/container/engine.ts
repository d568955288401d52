import type Docker from 'dockerode'
import { getContainerRuntimeClient } from 'testcontainers'
import { shareEngine } from '../config.ts'
import type { Storage } from '../engine/disk-quota.ts'
import type { Engine } from '../engine/find.ts'
import { beginRun } from '../engine/lifetime.ts'
import { requireEngine } from '../engine/require.ts'
import { NixproofError } from '../errors.ts'
import { request, statusOf } from './engine-failure.ts'
import type { MachineSize } from './limits.ts'

let found: Promise<Engine> | undefined

/**
 * The engine of this process, looked for once. From then on testcontainers uses the same one, and
 * nothing of this run outlives the process.
 *
 * @throws NixproofError ENGINE_NOT_FOUND
 */
export async function useEngine(): Promise<Engine> {
  found ??= requireEngine()
  try {
    const engine = await found
    shareEngine(engine.dial, engine.certDir)
    await beginRun(engine)
    return engine
  } catch (error) {
    found = undefined // It may be started before the next try.
    throw error
  }
}

/**
 * Lets containers be made on an engine that was found already: it need not be looked for again. What
 * they need to know of it is asked at once.
 */
export function adoptEngine(engine: Engine): void {
  found = Promise.resolve(engine)
  shareEngine(engine.dial, engine.certDir)
  // Whoever starts a container is told.
  machineOf(engine.docker).catch(() => {})
  requireSameEngine(engine).catch(() => {})
}

/**
 * testcontainers looks for an engine by itself, and goes on to the next where it fails with the
 * first: containers would then be made on an engine that nobody meant.
 *
 * @throws NixproofError ENGINE_NOT_FOUND when it has found another one.
 */
export async function requireSameEngine({ host, docker }: Engine): Promise<void> {
  const { container, info } = await getContainerRuntimeClient()
  const [ours, theirs] = [docker, container.dockerode].map(({ modem }) => modem as Modem)
  if (addressOf(ours!) === addressOf(theirs!)) return
  throw new NixproofError('ENGINE_NOT_FOUND', 'testcontainers does not take the engine', {
    wanted: `The engine at ${host}`,
    found: `It fails with that, and has found ${addressOf(theirs!)} (${info.containerRuntime.serverVersion})`,
    next: 'See why: set DEBUG=testcontainers*. Where it looks for a bridge network that is not there, TESTCONTAINERS_HOST_OVERRIDE=localhost helps',
  })
}

interface Modem {
  readonly socketPath?: string
  readonly host?: string
  readonly port?: string | number
}

function addressOf({ socketPath, host, port }: Modem): string {
  return socketPath ?? `${host}:${port}`
}

/** What an engine says of the machine that it runs on. */
export interface Machine extends MachineSize, Storage {
  /** Such as `name=apparmor`. */
  readonly SecurityOptions: readonly string[]
}

const machines = new WeakMap<Docker, Promise<Machine>>()

/** Asked once: a machine stays as it is. */
export async function machineOf(docker: Docker): Promise<Machine> {
  const known = machines.get(docker)
  if (known) return known
  const asked = request<Machine>('Cannot ask the engine about its machine', () => docker.info())
  machines.set(docker, asked)
  asked.catch(() => machines.delete(docker))
  return asked
}

export function hasAppArmor({ SecurityOptions }: Machine): boolean {
  return SecurityOptions.some((option) => option.startsWith('name=apparmor'))
}

export async function hasImage(docker: Docker, reference: string): Promise<boolean> {
  return request(`Cannot look for image "${reference}"`, async () => {
    try {
      await docker.getImage(reference).inspect()
      return true
    } catch (error) {
      if (statusOf(error) === 404) return false
      throw error
    }
  })
}

/** Nothing is pulled behind anybody's back: a pull may take minutes, or hang without a network. */
export async function requireImage(docker: Docker, reference: string): Promise<void> {
  if (await hasImage(docker, reference)) return
  throw new NixproofError('IMAGE_UNAVAILABLE', `The engine has no image "${reference}"`, {
    next: `Build it first, or pull it: docker pull ${reference}`,
  })
}

const REMOVAL_DEADLINE_MS = 10_000

/** Whether or not it runs, or is there at all. */
export async function removeContainer(docker: Docker, id: string): Promise<void> {
  const container = docker.getContainer(id)
  const abortSignal = AbortSignal.timeout(REMOVAL_DEADLINE_MS)
  await container.remove({ force: true, v: true, abortSignal }).catch(() => {})
}
