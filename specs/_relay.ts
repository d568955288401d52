import { createServer, connect } from 'node:net'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Docker from 'dockerode'
import { onTestFinished } from 'vitest'
import { useEngine } from '../harness/container/engine.ts'

/** The engine behind a socket of our own, which can be cut without harm to the others. */
export async function throughRelay(): Promise<{ docker: Docker; cut: () => Promise<void> }> {
  const { host } = await useEngine()
  const { pathname, hostname, port } = new URL(host)
  const directory = await mkdtemp(join(tmpdir(), 'nixproof-spec-'))
  onTestFinished(() => rm(directory, { recursive: true, force: true }))
  const path = join(directory, 'relay.sock')
  const sockets = new Set<{ destroy: () => void }>()
  const relay = createServer((client) => {
    const engine = hostname ? connect(Number(port), hostname) : connect(pathname)
    for (const socket of [client, engine]) {
      sockets.add(socket)
      socket.on('error', () => {})
    }
    client.pipe(engine).pipe(client)
  })
  await new Promise<void>((resolve) => relay.listen(path, resolve))
  const cut = async (): Promise<void> => {
    const closed = new Promise((resolve) => relay.close(resolve))
    for (const socket of sockets) socket.destroy()
    await closed
  }
  return { docker: new Docker({ socketPath: path }), cut }
}
