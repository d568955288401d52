import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DockerOptions } from 'dockerode'

/** Where an engine listens, in the notation of DOCKER_HOST. */
export interface Address {
  /** `unix:///path`, `tcp://name:port`, `ssh://user@name` or `npipe:////./pipe/name`. */
  readonly host: string
  /** The folder of ca.pem, cert.pem and key.pem, when the engine is spoken to over TLS. */
  readonly certDir?: string | undefined
}

/** True when the host is this machine: a socket, a pipe or a loopback address. */
export function isLocal(host: string): boolean {
  if (/^(unix|npipe):/.test(host)) return true
  const { protocol, hostname } = new URL(withScheme(host))
  return protocol !== 'ssh:' && /^(localhost|127\..*|\[::1\])$/.test(hostname)
}

/**
 * The options that make dockerode talk to this address and to no other; ssh.ts makes a socket of
 * one of ssh. Every key that
 * docker-modem would otherwise fill in from its own reading of DOCKER_HOST is named.
 *
 * @throws TypeError when the host cannot be read, and Error when a certificate cannot.
 */
export function clientOptions({ host, certDir }: Address): DockerOptions {
  const pipe = /^(?:unix|npipe):\/\/(.+)$/.exec(host)?.[1]
  if (pipe !== undefined) return { ...NOTHING, protocol: 'http', socketPath: pipe }

  const { protocol, hostname, port } = new URL(withScheme(host))
  if (hostname === '') throw new TypeError(`No host name in "${host}"`)
  if (!/^(tcp|https?):$/.test(protocol)) throw new TypeError(`Unknown scheme in "${host}"`)
  const tls = certDir === undefined ? undefined : readCertificates(certDir)
  return {
    ...NOTHING,
    ...tls,
    protocol: tls ? 'https' : 'http',
    host: hostname,
    port: port || (tls ? 2376 : 2375),
  }
}

const NOTHING: DockerOptions = {
  socketPath: undefined,
  host: undefined,
  port: undefined,
  username: undefined,
  ca: undefined,
  cert: undefined,
  key: undefined,
}

function withScheme(host: string): string {
  return host.includes('://') ? host : `tcp://${host}`
}

function readCertificates(dir: string): Pick<DockerOptions, 'ca' | 'cert' | 'key'> {
  const read = (name: string): Buffer => {
    const file = join(dir, name)
    try {
      return readFileSync(file)
    } catch (cause) {
      const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'
      const reason = missing ? 'is missing' : 'cannot be read'
      throw new Error(`${file} ${reason}; TLS takes ca.pem, cert.pem and key.pem`, { cause })
    }
  }
  return { ca: read('ca.pem'), cert: read('cert.pem'), key: read('key.pem') }
}
