import { openCarriage, type Carriage } from './carriage.ts'
import { launchServer, type LaunchSpec } from './launch.ts'
import type { Runners } from './runners.ts'
import { NixServer, type Gate, type ServingProcess } from './server.ts'
import { openTunnel } from './tunnel.ts'
import type { Listener } from './watch.ts'

/** The servers of a container, and what carries connections to them. */
export interface Launcher {
  /** Opens that, unless it is open. */
  expect(): void
  launch(spec: LaunchSpec): Promise<NixServer>
  /** Leads to a program that listens already. */
  lead(
    process: ServingProcess,
    listeners: readonly Listener[],
    startedAt: number,
  ): Promise<NixServer>
  /** For a container that is about to end: closes what leads into it. */
  close(): Promise<void>
}

export function createLauncher(runners: Runners): Launcher {
  /** Also those that have ended: a tunnel stays until somebody closes it. */
  const servers = new Set<NixServer>()
  let carriage: Carriage | undefined
  const carry = (): Carriage => (carriage ??= openCarriage(runners.container))
  return {
    expect: () => void carry(),
    async launch(spec) {
      const server = await launchServer(runners, spec, carry)
      servers.add(server)
      return server
    },
    async lead(process, listeners, startedAt) {
      const readyAfterMs = Math.round(performance.now() - startedAt)
      const tunnel = openTunnel(carry())
      const gates: Gate[] = []
      for (const listener of listeners) {
        // oxlint-disable-next-line no-await-in-loop -- a listener on this machine is there at once
        gates.push({ localPort: await tunnel.lead(listener), listener })
      }
      const server = new NixServer(process, tunnel, gates, readyAfterMs)
      servers.add(server)
      return server
    },
    async close() {
      await Promise.all([...servers].map((server) => server.abandon()))
      carriage?.close()
    },
  }
}
