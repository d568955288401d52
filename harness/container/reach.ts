import { hostname, release } from 'node:os'
import type { Engine } from '../engine/connect.ts'
import { request } from './engine-failure.ts'

/** What an engine says of the machine that it runs on. */
export interface EngineMachine {
  readonly Name: string
  readonly KernelVersion: string
}

/**
 * Whether containers of this engine can be given a directory of this file system. A socket on this
 * machine may lead to an engine in a virtual machine, or out of a container to its host.
 */
export async function sharesFiles(engine: Engine): Promise<boolean> {
  if (process.platform !== 'linux' || !engine.host.startsWith('unix://')) return false
  const machine = await request('Cannot ask the engine about itself', () => engine.docker.info())
  return isThisMachine(machine as EngineMachine, { name: hostname(), kernel: release() })
}

export function isThisMachine(
  { Name, KernelVersion }: EngineMachine,
  { name, kernel }: { readonly name: string; readonly kernel: string },
): boolean {
  return Name === name && KernelVersion === kernel
}
