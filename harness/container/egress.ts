import type { Duplex } from 'node:stream'
import type { NixproofError } from '../errors.ts'
import type { Builder } from './nix-settings.ts'

/** What lets containers out: `openEgress()` in origin/ makes it, `NixContainer.withEgress()` takes it. */
export interface EgressPoint {
  /** The authority, in PEM, that signs for every host. */
  readonly certificate: string
  /** What the proxy asks for, as `USER:PASSWORD`. */
  readonly credentials: string
  /** The directory of PROXY_SOCKET, where the engine's containers can be given it. */
  readonly socketDir: string | undefined
  /** What Nix is told besides, and what it takes to reach that. */
  readonly nix?: NixWays | undefined
  /** Takes a connection that a program in a container made, where there is no such directory. */
  accept(connection: Duplex): void
  /** Is told when a container has lost its way out without being stopped. */
  lost(error: NixproofError): void
}

/** Settings of Nix that need the way out. */
export interface NixWays {
  /** For NIX_CONFIG. */
  readonly lines: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  readonly files: readonly {
    readonly target: string
    readonly content: string
    readonly mode: number
  }[]
  readonly builders: readonly Builder[]
}

/** The proxy's socket, in the directory of an EgressPoint. */
export const PROXY_SOCKET = 'proxy.sock'
/** Where that directory is in a container. */
export const SOCKET_TARGET = '/run/nixproof'
/** Where programs in a container find the proxy. The port is what proxies are known to use. */
export const PROXY_PORT = 3128
/** Where the authority's certificate is in a container. */
export const CERTIFICATE_TARGET = '/etc/ssl/certs/nixproof.crt'

/**
 * What tells programs in a container about the proxy and its authority. All TLS ends at the proxy,
 * so no other authority is needed.
 */
export function egressEnvironment({
  credentials,
}: Pick<EgressPoint, 'credentials'>): Record<string, string> {
  const proxy = `http://${credentials}@127.0.0.1:${PROXY_PORT}`
  const proxies = { http_proxy: proxy, https_proxy: proxy, all_proxy: proxy, no_proxy: OWN_HOSTS }
  return {
    ...proxies,
    // Programs differ in which spelling they read.
    ...Object.fromEntries(
      Object.entries(proxies).map(([name, value]) => [name.toUpperCase(), value]),
    ),
    NIX_SSL_CERT_FILE: CERTIFICATE_TARGET,
    SSL_CERT_FILE: CERTIFICATE_TARGET,
    GIT_SSL_CAINFO: CERTIFICATE_TARGET,
    // nixpkgs' fetchurl takes its own bundle where a hash is empty, but these flags come last:
    // https://github.com/NixOS/nixpkgs/blob/24.11/pkgs/build-support/fetchurl/builder.sh
    NIX_CURL_FLAGS: `--cacert ${CERTIFICATE_TARGET}`,
  }
}

const OWN_HOSTS = 'localhost,127.0.0.1,::1'
