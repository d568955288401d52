import type { DownloadFailure, HashMismatch } from '../errors.ts'
import { derivationName, stripAnsi, type NixMessage } from './messages.ts'

/** The first one: Nix may go on with others. */
export function findHashMismatch(stderr: string): HashMismatch | undefined {
  const { path, url, specified, got } =
    /hash mismatch in (?:fixed-output derivation '(?<path>[^']+)'|file downloaded from '(?<url>[^']+)'):\n\s+specified:\s+(?<specified>\S+)\n\s+got:\s+(?<got>\S+)/.exec(
      stripAnsi(stderr),
    )?.groups ?? {}
  if (specified === undefined || got === undefined) return undefined
  return {
    specified,
    got,
    ...(url !== undefined && { url }),
    ...(path !== undefined && { derivation: derivationName(path) }),
  }
}

/** What a cache has, and Nix does not take: it builds that itself then, where it can. */
interface UntrustedSubstitute {
  readonly path: string
  readonly from: string
}

/** The first one. Until 2.8 the words are others than since. */
export function findUntrusted(stderr: string): UntrustedSubstitute | undefined {
  const { path, from } =
    /^warning: (?:ignoring|the) substitute for '(?<path>[^']+)' from '(?<from>[^']+)',? (?:as it's|is) not signed by any of the keys/m.exec(
      stderr,
    )?.groups ?? {}
  return path !== undefined && from !== undefined ? { path, from } : undefined
}

/** What Nix itself could not fetch. A warning says the same, and that Nix tries again. */
export function findFailedDownload(messages: readonly NixMessage[]): DownloadFailure | undefined {
  for (const { text, isThrown } of messages) {
    if (isThrown) continue
    const { url, reason } =
      // Since 2.19 an archive is opened while it comes.
      /^(?:Failed to open archive \(Source threw exception: error: )?unable to download '(?<url>[^']+)': (?<reason>.*)/.exec(
        text,
      )?.groups ?? {}
    if (url === undefined || reason === undefined) continue
    return withStatus({ url, reason }, /HTTP error (\d{3})/.exec(reason)?.[1])
  }
  return undefined
}

/**
 * What a fetcher of nixpkgs could not fetch, out of the log of its builder: it names the URLs it
 * tries, curl says why each failed, and the last line gives up.
 * https://github.com/NixOS/nixpkgs/blob/24.11/pkgs/build-support/fetchurl/builder.sh
 */
export function findFailedFetcher(log: string): DownloadFailure | undefined {
  if (!/^error: cannot download \S+ from any mirror$/m.test(log)) return undefined
  const url = [...log.matchAll(/^trying (\S+)$/gm)].at(-1)?.[1]
  const reason = [...log.matchAll(/curl: \(\d+\) .*/g)].at(-1)?.[0] ?? ''
  const status = /returned error: (\d{3})/.exec(reason)?.[1]
  return withStatus({ ...(url !== undefined && { url }), reason }, status)
}

/**
 * A server that knows no such page is asked in vain, now and later, and one that wants to know who
 * asks refuses every reader. What else it may say, and that nobody answers, passes.
 */
export function downloadCode({
  status = 0,
}: DownloadFailure): 'URL_NOT_FOUND' | 'URL_REFUSED' | 'DOWNLOAD_FAILED' {
  if (status === 404 || status === 410) return 'URL_NOT_FOUND'
  return REFUSALS.includes(status) ? 'URL_REFUSED' : 'DOWNLOAD_FAILED'
}

/** Unauthorized, payment required, forbidden, unavailable for legal reasons. */
const REFUSALS = [401, 402, 403, 451]

/**
 * What stands for a hash that is not known yet: Nix takes an empty one for zeros, and `lib.fakeHash`
 * is zeros. In base 64 zeros are "A", in the other notations "0".
 */
export function isPlaceholder(hash: string): boolean {
  return /^(?:\w+[-:])?(?:A{20,}=*|0{20,})$/.test(hash)
}

function withStatus(failure: DownloadFailure, status: string | undefined): DownloadFailure {
  return status === undefined ? failure : { ...failure, status: Number(status) }
}
