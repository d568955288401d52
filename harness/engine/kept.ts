import type Docker from 'dockerode'
import { machineId } from './lease.ts'
import { ANSWER_DEADLINE_MS } from './sweep.ts'

/** What a container carries that is to outlive its run: no run's label, and so no run ends it. */
const KEPT_LABEL = 'nixproof.kept'

export async function keptLabels(): Promise<Record<string, string>> {
  return { [KEPT_LABEL]: await machineId() }
}

/**
 * Removes the containers of this machine that were kept on purpose.
 *
 * @returns How many.
 */
export async function removeKept(docker: Docker, machine: string): Promise<number> {
  const abortSignal = AbortSignal.timeout(ANSWER_DEADLINE_MS)
  const filters = { label: [`${KEPT_LABEL}=${machine}`] }
  const found = await docker.listContainers({ all: true, filters, abortSignal })
  await Promise.all(found.map(({ Id }) => docker.getContainer(Id).remove({ force: true, v: true })))
  return found.length
}
