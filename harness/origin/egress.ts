import { once } from 'node:events'
import { chmod } from 'node:fs/promises'
import { join } from 'node:path'
import { PROXY_SOCKET, type EgressPoint } from '../container/egress.ts'
import type { NixSettings } from '../container/nix-settings.ts'
import { sharesFiles } from '../container/reach.ts'
import type { Engine } from '../engine/connect.ts'
import { openTempDir } from '../engine/temp-dir.ts'
import { createAuthority } from './authority.ts'
import { createCredentials } from './credentials.ts'
import type { Origin } from './origin.ts'
import { createProxy, type Proxy } from './proxy.ts'
import { nixWays } from './nix-ways.ts'
import { EgressRecord, type EgressFinding, type Exchange } from './record.ts'

export interface EgressOptions {
  /** Milliseconds without a byte after which an origin has failed. Default: 30 s. */
  readonly idleMs?: number
  /**
   * How containers reach the proxy: through a `socket` on this machine's file system, or through
   * `streams` of the engine. Default: `socket` where containers can be given it.
   */
  readonly reach?: 'socket' | 'streams'
  /** Machines and caches that Nix is told of. Default: none. Caches are origins besides. */
  readonly nix?: NixSettings | undefined
}

/** The way out of containers: give it to `NixContainer.withEgress()`. */
export interface Egress extends EgressPoint, AsyncDisposable {
  readonly findings: readonly EgressFinding[]
  readonly exchanges: readonly Exchange[]
  /**
   * Resolves when the findings are complete, as far as programs go that have ended by now. Without
   * it they may lack that a program does not trust the proxy, which is told as that program leaves.
   * A program that still runs and says nothing is waited for, but no longer than 2 s.
   */
  settled(): Promise<void>
}

const IDLE_MS = 30_000
/** The name of a socket has at most 107 characters on Linux: man 7 unix. */
const MOST_PATH = 107

/**
 * Opens a way out for the containers of an engine that leads to nothing but the origins, in the
 * order given, and to the builders. Any number of containers may share it. Dispose of it when they have stopped; the
 * origins are the caller's to end.
 */
export async function openEgress(
  engine: Engine,
  origins: readonly Origin[],
  { idleMs = IDLE_MS, reach, nix }: EgressOptions = {},
): Promise<Egress> {
  const record = new EgressRecord()
  const credentials = createCredentials()
  const [authority, near] = await Promise.all([
    createAuthority(),
    reach === undefined ? sharesFiles(engine) : reach === 'socket',
  ])
  await using undo = new AsyncDisposableStack()
  const ways = nix && (await nixWays(nix, credentials))
  const through = new Set(ways?.through)
  const proxy = undo.use(createProxy({ authority, credentials, origins, record, idleMs, through }))
  const socketDir = near ? await listen(proxy, undo) : undefined
  const end = undo.move()
  return {
    certificate: authority.certificate,
    credentials,
    socketDir,
    nix: ways,
    accept: (connection) => proxy.accept(connection),
    settled: () => proxy.settled(),
    lost: (error) => record.find(error, 'CONNECT', 'the proxy'),
    get findings() {
      return record.findings
    },
    get exchanges() {
      return record.exchanges
    },
    [Symbol.asyncDispose]: () => end.disposeAsync(),
  }
}

/** Listens on a socket in a directory of its own, which is gone when the process is. */
async function listen(proxy: Proxy, undo: AsyncDisposableStack): Promise<string | undefined> {
  const { path: dir } = undo.use(await openTempDir('proxy'))
  const path = join(dir, PROXY_SOCKET)
  if (Buffer.byteLength(path) > MOST_PATH) return undefined
  proxy.server.listen(path)
  await once(proxy.server, 'listening')
  // The root of a container may be another user here. Who may come in is the password's matter.
  await Promise.all([chmod(dir, 0o711), chmod(path, 0o666)])
  return dir
}
