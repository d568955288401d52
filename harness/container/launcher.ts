import { launchServer, type LaunchSpec } from './launch.ts'
import type { Runners } from './runners.ts'
import { NixServer, type Gate, type ServingProcess } from './server.ts'
import { openTunnel, type Tunnel } from './tunnel.ts'
import type { Listener } from './watch.ts'

/** The servers of a container, and the tunnel of the next one. */
export interface Launcher {
  /** Opens that tunnel, unless it is open. */
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
  let ahead: Tunnel | undefined
  return {
    expect() {
      ahead ??= openTunnel(runners.container)
    },
    async launch(spec) {
      const tunnel = ahead
      ahead = undefined
      try {
        const server = await launchServer(runners, spec, tunnel)
        servers.add(server)
        return server
      } catch (error) {
        await tunnel?.close()
        throw error
      }
    },
    async lead(process, listeners, startedAt) {
      const readyAfterMs = Math.round(performance.now() - startedAt)
      const tunnel = ahead ?? openTunnel(runners.container)
      ahead = undefined
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
      await Promise.all([ahead?.close(), ...[...servers].map((server) => server.abandon())])
    },
  }
}
