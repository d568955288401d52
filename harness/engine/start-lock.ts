import { createHash } from 'node:crypto'
import { createServer, type Server } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { NixproofError } from '../errors.ts'

/**
 * Waits until no other process holds the lock of this name, then holds it until disposed.
 * It is a listening socket in Linux's abstract namespace: the kernel takes it away with its
 * process, so nothing stale can be left, whatever kills the holder.
 *
 * @param deadlineMs - How long to wait for the other holder, in milliseconds.
 * @throws NixproofError BUSY when the deadline passes.
 */
export async function holdLock(
  name: string,
  deadlineMs: number,
  signal?: AbortSignal,
): Promise<AsyncDisposable> {
  const digest = createHash('sha256').update(name).digest('hex').slice(0, 32)
  const end = performance.now() + deadlineMs
  for (;;) {
    const server = await listen(`\0nixproof-${digest}`)
    if (server) return { [Symbol.asyncDispose]: () => close(server) }
    if (performance.now() > end) {
      throw new NixproofError('BUSY', `Another nixproof is busy with ${name}`, {
        wanted: `It is done within ${deadlineMs / 1000} s`,
        found: 'It still works on it',
        next: 'Look for it with "pgrep -af nixproof", and try again when it has ended',
      })
    }
    await sleep(200, undefined, signal && { signal })
  }
}

function listen(path: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy())
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error),
    )
    server.listen(path, () => resolve(server.unref()))
  })
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()))
}
