/** Where a socket listens. */
export interface SocketAddress {
  /** `127.0.0.1`, `0.0.0.0`, `::1`, … */
  readonly address: string
  readonly port: number
}

/**
 * Reads an address of /proc/net/tcp or tcp6: `0100007F:1388` is 127.0.0.1, port 5000. Each group
 * of four bytes stands in the byte order of the machine, which is little-endian wherever Nix's
 * images run (x86_64 and aarch64). https://docs.kernel.org/networking/proc_net_tcp.html
 */
export function parseSocketAddress(text: string): SocketAddress {
  const [hex = '', port = ''] = text.split(':')
  const bytes = [...Buffer.from(hex, 'hex').swap32()]
  return {
    address: bytes.length === 4 ? bytes.join('.') : formatIpv6(bytes),
    port: parseInt(port, 16),
  }
}

/** Under which addresses a socket is reached from its own machine: a wildcard is no destination. */
export function reachableAddresses(address: string): string[] {
  if (address === '0.0.0.0') return ['127.0.0.1']
  return address === '::' ? ['::1', '127.0.0.1'] : [address]
}

export function formatSocketAddress({ address, port }: SocketAddress): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}

/** The URL class knows the rules for shortening. */
function formatIpv6(bytes: readonly number[]): string {
  const groups = Array.from({ length: 8 }, (_, index) =>
    (((bytes[2 * index] ?? 0) << 8) | (bytes[2 * index + 1] ?? 0)).toString(16),
  )
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1)
}
