import { limitsFor, type MachineSize } from './limits.ts'

/**
 * How many containers may work at once, when nobody says: one for each processor of the engine's
 * machine, as Nix keeps one busy, and no more than have room for all the memory that each may use,
 * 4 GiB unless the machine is small. The next one may already be there, idle: until it is told to do
 * something it takes a few MiB.
 */
export function jobsFor(machine: MachineSize): number {
  const { Memory: memory = 0 } = limitsFor(machine, {})
  return Math.max(1, Math.min(machine.NCPU, Math.floor(machine.MemTotal / memory)))
}
