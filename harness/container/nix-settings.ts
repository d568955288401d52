import { resolve } from 'node:path'
import { NixproofError } from '../errors.ts'

/** What Nix is told, in every cell, in the words of nix.conf. */
export interface NixSettings {
  /**
   * Machines that build as well, as `builders` of nix.conf has them: one for each entry. The file
   * of a key is on this machine, relative to the configuration.
   */
  readonly builders?: readonly string[] | undefined
  /** URLs of binary caches that are asked besides. */
  readonly substituters?: readonly string[] | undefined
  /** `NAME:KEY` of those who sign what the caches have. */
  readonly trustedPublicKeys?: readonly string[] | undefined
}

/** A remote builder, as far as it concerns whoever lets Nix reach it. */
export interface Builder {
  /** As ssh in the container calls it. */
  readonly alias: string
  readonly host: string
  readonly port: number
  /** The file of the key, on this machine. */
  readonly keyFile: string
  /** The entry of nix.conf, where the key is `keyTarget`. */
  readonly entry: string
  readonly keyTarget: string
  /** The URL that Nix opens for a build there. */
  readonly store: string
}

const DIRECTORY = '/etc/nixproof'
const SSH_CONFIG = `${DIRECTORY}/ssh_config`
const CONNECT = `${DIRECTORY}/connect.sh`

/**
 * Reads an entry of `builders`: https://nix.dev/manual/nix/2.26/advanced-topics/distributed-builds
 *
 * @param index Of the entry: its key gets a file of its own.
 * @throws NixproofError USAGE for what is no builder, or one whose key or host key is not given: a
 *   container has none of its own, and a host that nobody vouches for is not talked to.
 */
export function readBuilder(entry: string, index: number): Builder {
  const fields = entry.trim().split(/\s+/)
  const [store = '', , key = '-', , , , , hostKey = '-'] = fields
  const url = URL.canParse(store) ? new URL(store) : undefined
  if (!url || !/^ssh(-ng)?:$/.test(url.protocol) || url.hostname === '') {
    throw refused(entry, 'ssh-ng://USER@HOST, or ssh://USER@HOST, comes first')
  }
  if (key === '-') throw refused(entry, 'The third field is the file of an ssh key')
  if (hostKey === '-') {
    throw refused(entry, 'The eighth field is the host key: base64 -w0 /etc/ssh/ssh_host_*_key.pub')
  }
  const { host, hostname, port, username, search } = url
  // Older Nix hands "host:port" to ssh as a name: the port is for ssh_config to say.
  const alias = host.replaceAll(':', '-').replace(/^\[|\]/g, '')
  const login = username ? `${username}@` : ''
  const keyTarget = `${DIRECTORY}/builder-${index}.key`
  const rest = [fields[1] ?? '-', keyTarget, ...fields.slice(3)]
  const reached = `${url.protocol}//${login}${alias}${search}`
  // https://github.com/NixOS/nix/blob/2.26.3/src/libstore/machines.cc
  const secrets = new URLSearchParams({
    'ssh-key': keyTarget,
    'base64-ssh-public-host-key': hostKey,
  })
  return {
    alias,
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port || 22),
    keyFile: key,
    keyTarget,
    entry: [reached, ...rest].join(' '),
    store: `${reached}${search ? '&' : '?'}${secrets.toString()}`,
  }
}

/** The same settings, whose files of keys are relative to nothing any more. */
export function settingsAt(settings: NixSettings, directory: string): NixSettings {
  const { builders } = settings
  if (!builders) return settings
  return {
    ...settings,
    builders: builders.map((one) => withKey(one, (key) => resolve(directory, key))),
  }
}

/** What of it decides what comes of a run. Where a key is depends on the machine. */
export function settingsFacts(settings: NixSettings): Record<string, string> {
  const { builders = [], substituters = [], trustedPublicKeys = [] } = settings
  const facts = {
    'nix.builders': builders.map((one) => withKey(one, () => 'KEY')),
    'nix.substituters': substituters,
    'nix.trustedPublicKeys': trustedPublicKeys,
  }
  const said = Object.entries(facts).filter(([, values]) => values.length > 0)
  return Object.fromEntries(said.map(([name, values]) => [name, values.join(' ; ')]))
}

function withKey(entry: string, change: (key: string) => string): string {
  const fields = entry.trim().split(/\s+/)
  const key = fields[2] ?? '-'
  return key === '-' ? entry : fields.with(2, change(key)).join(' ')
}

/** Lines for NIX_CONFIG. */
export function settingsLines(settings: NixSettings, builders: readonly Builder[]): string[] {
  const { substituters = [], trustedPublicKeys = [] } = settings
  return [
    builders.length > 0 && `builders = ${builders.map(({ entry }) => entry).join(' ; ')}`,
    substituters.length > 0 && `extra-substituters = ${substituters.join(' ')}`,
    trustedPublicKeys.length > 0 && `extra-trusted-public-keys = ${trustedPublicKeys.join(' ')}`,
  ].filter((line) => line !== false)
}

/** The environment that has Nix's ssh, and no other, read the configuration below. */
export const BUILDERS_ENVIRONMENT: Readonly<Record<string, string>> = {
  NIX_SSHOPTS: `-F ${SSH_CONFIG}`,
}

/**
 * What a container needs to reach builders through the proxy: a configuration of ssh and a program
 * that asks for the connection. Nix itself writes the known hosts, out of the builder's entry.
 */
export function builderFiles(
  builders: readonly Builder[],
  credentials: string,
  proxyPort: number,
): { readonly target: string; readonly content: string; readonly mode: number }[] {
  const hosts = builders.map(
    ({ alias, host, port }) =>
      `Host ${alias}\n  HostName ${host}\n  Port ${port}\n  HostKeyAlias ${alias}\n`,
  )
  const common = `Host *
  ProxyCommand bash --norc ${CONNECT} %h %p
  StrictHostKeyChecking yes
  GlobalKnownHostsFile none
  IdentitiesOnly yes
  BatchMode yes
`
  const basic = Buffer.from(credentials).toString('base64')
  const connect = `exec 3<>/dev/tcp/127.0.0.1/${proxyPort} || exit 1
printf 'CONNECT %s:%s HTTP/1.1\\r\\nProxy-Authorization: Basic ${basic}\\r\\n\\r\\n' "$1" "$2" >&3
IFS= read -r status <&3
[[ $status == *' 200 '* ]] || { echo "nixproof: no way to $1:$2: $status" >&2; exit 1; }
while IFS= read -r line <&3 && [[ $line != $'\\r' ]]; do :; done
cat <&3 &
cat >&3
kill $!
`
  return [
    { target: SSH_CONFIG, content: `${hosts.join('')}${common}`, mode: 0o600 },
    { target: CONNECT, content: connect, mode: 0o600 },
  ]
}

function refused(entry: string, wanted: string): NixproofError {
  return new NixproofError('USAGE', 'A builder cannot be used', {
    wanted,
    found: `"${entry}"`,
    next: 'Write it as nix.conf has it: ssh-ng://USER@HOST SYSTEM KEYFILE JOBS SPEED - - HOSTKEY',
  })
}
