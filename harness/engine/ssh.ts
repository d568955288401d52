import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { onExit } from 'signal-exit'
import { openTempDir } from './temp-dir.ts'

/** A socket of this machine that leads to an engine behind ssh, until this process ends. */
export interface SshRoad {
  readonly socket: string
  /** What the ssh program has said of a connection that came to nothing. */
  said(): string | undefined
  close(): void
}

const CONNECT_S = 15
const MOST_WORDS = 4096

/**
 * Opens it. A connection is carried by the user's own ssh program, as the docker CLI does
 * (github.com/docker/cli, cli/connhelper): its keys, agent, configuration and known hosts count.
 * docker-modem's own ssh reads none of these, and takes any host for the right one.
 *
 * @throws TypeError when the address cannot be read.
 */
export async function openSshRoad(host: string): Promise<SshRoad> {
  const words = sshWords(host)
  const directory = await openTempDir('ssh')
  const dir = directory.path
  const socket = join(dir, 'd.sock')
  // Connections share one login: the first one carries the others. What is asked on a terminal
  // would be asked for each of them, and in the middle of other output: nothing is asked.
  const shared = ['ControlMaster=auto', `ControlPath=${join(dir, 'm')}`, 'ControlPersist=no']
  const options = ['BatchMode=yes', `ConnectTimeout=${CONNECT_S}`, ...shared]
  const argv = [...options.flatMap((option) => ['-o', option]), ...words]
  const carriers = new Set<ChildProcess>()
  let said: string | undefined

  function carry(client: Socket): void {
    // A Ctrl-C is not for it: this process may have more to say to the engine before it ends.
    const ssh = spawn('ssh', argv, { detached: true })
    carriers.add(ssh)
    let complaint = ''
    ssh.stderr.on('data', (chunk: Buffer) => {
      if (complaint.length < MOST_WORDS) complaint += chunk.toString()
    })
    ssh.once('error', ({ message }) => {
      said = `the ssh program cannot be run: ${message}`
      client.destroy()
    })
    ssh.once('close', (code) => {
      carriers.delete(ssh)
      if (code !== 0 && complaint.trim()) said = `ssh says: ${complaint.trim()}`
      client.end()
    })
    for (const side of [client, ssh.stdin, ssh.stdout]) side.on('error', () => client.destroy())
    client.pipe(ssh.stdin)
    // It is ended when what ssh has said is known.
    ssh.stdout.pipe(client, { end: false })
    // Not killed: it may carry the others.
    client.once('close', () => ssh.stdin.end())
    // What keeps this process alive is the other end of the socket, while somebody waits there.
    ssh.unref()
    for (const side of [client, ssh.stdin, ssh.stdout, ssh.stderr]) (side as Socket).unref()
  }

  const server = createServer({ allowHalfOpen: true }, carry).listen(socket).unref()
  await once(server, 'listening')
  function end(): void {
    server.close()
    for (const ssh of carriers) ssh.kill()
  }
  const unhook = onExit(end)
  return {
    socket,
    said: () => said,
    close() {
      unhook()
      end()
      // Nobody need wait for that: when the process ends sooner, it goes with it.
      directory[Symbol.asyncDispose]().catch(() => {})
    },
  }
}

/**
 * What the ssh program is told: where, and what to run there.
 *
 * @throws TypeError for what is no such address; a password in one would be seen by every user.
 */
export function sshWords(host: string): string[] {
  const { hostname, port, username, password, pathname } = new URL(host)
  if (hostname === '') throw new TypeError(`No host name in "${host}"`)
  if (password !== '') throw new TypeError('A password cannot be in an ssh address: use a key')
  const path = decodeURIComponent(pathname).replace(/^\/$/, '')
  if (/[^\w./-]/.test(path)) throw new TypeError(`No path of a socket: "${path}"`)
  const login = username ? ['-l', decodeURIComponent(username)] : []
  const socket = path ? [`--host=unix://${path}`] : []
  const there = hostname.replace(/^\[|\]$/g, '')
  const at = port ? ['-p', port] : []
  return [...login, ...at, '-T', '--', there, 'docker', ...socket, 'system', 'dial-stdio']
}
