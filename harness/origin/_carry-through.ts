import { connect } from 'node:net'
import type { Duplex } from 'node:stream'
import type { NixproofError } from '../errors.ts'
import { originFailed } from './policy.ts'

/** Carries a connection to an address as it is: what is said there is not HTTP, and not ours. */
export function carryThrough(
  client: Duplex,
  head: Buffer,
  address: string,
  find: (error: NixproofError) => void,
  keep: (connection: Duplex) => void,
): void {
  const [, host = '', port] = /^\[?(.*?)\]?:(\d+)$/.exec(address) ?? []
  const server = connect({ host, port: Number(port), allowHalfOpen: true })
  let connected = false
  keep(server)
  server.once('connect', () => {
    connected = true
    client.write('HTTP/1.1 200 Connection established\r\n\r\n')
    if (head.length > 0) server.write(head)
    client.pipe(server).pipe(client)
  })
  server.once('error', (error) => {
    if (connected) return void client.destroy()
    find(originFailed(address, 'a connection', error.message, error))
    client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n')
  })
  client.once('close', () => server.destroy())
}
