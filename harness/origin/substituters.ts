import { openPassthrough, type PassthroughOptions } from './passthrough.ts'
import type { Origin } from './origin.ts'

/**
 * Binary caches, and nothing else of the hosts that they are on.
 *
 * @param urls As `substituters` of nix.conf has them; those that are no URLs of a host (`file://`,
 *   `daemon`) are reached by nobody here, and left out.
 * @throws NixproofError USAGE as `openPassthrough()`.
 */
export async function openSubstituters(
  urls: readonly string[],
  options: PassthroughOptions,
): Promise<Origin & AsyncDisposable> {
  const bases = urls.flatMap(basesOf)
  const internet = await openPassthrough(options)
  return {
    name: `the substituters ${urls.join(', ')}`,
    answer: async (request) =>
      bases.some((base) => isBelow(request.url, base)) ? internet.answer(request) : undefined,
    [Symbol.asyncDispose]: () => internet[Symbol.asyncDispose](),
  }
}

/** Where Nix asks for what is in a cache. */
export function basesOf(text: string): URL[] {
  const url = URL.parse(text)
  if (url && /^https?:$/.test(url.protocol)) return [url]
  if (url?.protocol !== 's3:') return []
  // https://nix.dev/manual/nix/2.34/store/types/s3-binary-cache-store
  const { hostname: bucket, searchParams } = url
  const scheme = searchParams.get('scheme') ?? 'https'
  const endpoint = searchParams.get('endpoint')?.replace(/^https?:\/\//, '')
  const region = searchParams.get('region') ?? 'us-east-1'
  const host = endpoint ?? `s3.${region}.amazonaws.com`
  // The first is no URL where the host is an address.
  const bases = [`${scheme}://${bucket}.${host}/`, `${scheme}://${host}/${bucket}/`]
  return bases.flatMap((base) => URL.parse(base) ?? [])
}

export function isBelow(url: URL, base: URL): boolean {
  const path = base.pathname.replace(/\/?$/, '/')
  return url.origin === base.origin && url.pathname.startsWith(path)
}
