import type { OutgoingHttpHeaders } from 'node:http'

const REDACTED = 'redacted'

/** Names of query values that let their reader in: tokens of forges, signatures of object stores. */
const SECRET_NAME =
  /(token|secret|passw(or)?d|signature|credentials?|api[-_]?key|accesskeyid|jwt)$|^(sig|auth|authorization)$/i

/** Headers that hold secrets, and those that speak of one connection only (RFC 9110, 7.6.1). */
const LEFT_OUT =
  /^(authorization|authentication-info|proxy-.*|cookie|set-cookie2?|x-.*-(token|key|secret|signature)|connection|keep-alive|te|trailer|transfer-encoding|upgrade)$/i

/**
 * Takes credentials out of an address, or out of a text with addresses in it: what stands before an
 * `@`, and the values of queries that are secrets by their name. Doing it twice changes nothing, so
 * a redirect to a redacted address finds its recording.
 */
export function redactAddresses(text: string): string {
  return text
    .replaceAll(/\/\/[^/?#\s@]*@/g, '//')
    .replaceAll(/([?&])([^=&?#\s]+)=([^&#\s<>"]*)/g, (all, mark: string, name: string) =>
      SECRET_NAME.test(decode(name)) ? `${mark}${name}=${REDACTED}` : all,
    )
}

/** The headers of a response as they are kept. */
export function redactHeaders(
  headers: OutgoingHttpHeaders = {},
): Record<string, string | string[]> {
  const kept: Record<string, string | string[]> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || LEFT_OUT.test(name)) continue
    kept[name.toLowerCase()] = Array.isArray(value)
      ? value.map(redactAddresses)
      : redactAddresses(String(value))
  }
  return kept
}

function decode(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}
