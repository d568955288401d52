import { readFile } from 'node:fs/promises'
import { getCACertificates } from 'node:tls'
import { EnvHttpProxyAgent, type Dispatcher } from 'undici'
import type { Config } from '../config.ts'
import { NixproofError } from '../errors.ts'
import type { Origin, OriginRequest, OriginResponse } from './origin.ts'

export type PassthroughOptions = Pick<Config, 'userProxy' | 'caFiles'>

/**
 * The internet itself, through the user's own proxy where there is one.
 *
 * @throws NixproofError USAGE when a file of certificate authorities cannot be read, or the user's
 *   proxy is not a URL.
 */
export async function openPassthrough(
  options: PassthroughOptions,
): Promise<Origin & AsyncDisposable> {
  const ca = await certificates(options.caFiles)
  const dispatcher = createDispatcher(options, ca)
  return {
    name: 'the internet',
    answer: (request) => forward(dispatcher, request),
    [Symbol.asyncDispose]: () => dispatcher.destroy(),
  }
}

function createDispatcher(
  { userProxy: { http, https, no } }: PassthroughOptions,
  ca: string[],
): Dispatcher {
  try {
    return new EnvHttpProxyAgent({
      // Empty rather than absent: undici would look into the environment itself.
      httpProxy: http ?? '',
      httpsProxy: https ?? '',
      noProxy: no ?? '',
      connect: { ca },
      requestTls: { ca },
      proxyTls: { ca },
      // Silence is a matter of whoever asked.
      headersTimeout: 0,
      bodyTimeout: 0,
      allowH2: false,
    })
  } catch (cause) {
    throw new NixproofError('USAGE', 'The proxy of the environment is not one', {
      wanted: 'HTTP_PROXY and HTTPS_PROXY are URLs such as http://proxy.example:8080, or not set',
      found: [http, https].filter(Boolean).map(withoutCredentials).join(', '),
      cause,
    })
  }
}

async function forward(
  dispatcher: Dispatcher,
  { method, url, headers, body, signal }: OriginRequest,
): Promise<OriginResponse> {
  const hasBody =
    headers['transfer-encoding'] !== undefined || Number(headers['content-length']) > 0
  const answer = await dispatcher.request({
    origin: url.origin,
    path: url.pathname + url.search,
    method,
    headers,
    body: hasBody ? body : null,
    signal,
    highWaterMark: 1 << 20,
  })
  return { status: answer.statusCode, headers: answer.headers, body: answer.body }
}

/** Node's own and the user's; all of them, because a list of one's own replaces Node's. */
async function certificates(files: readonly string[]): Promise<string[]> {
  const own = await Promise.all(files.map(readCertificates))
  return [...new Set([...getCACertificates('default'), ...own])]
}

async function readCertificates(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    throw new NixproofError('USAGE', 'A file of certificate authorities cannot be read', {
      wanted: 'NODE_EXTRA_CA_CERTS and SSL_CERT_FILE name files, or are not set',
      found: file,
      cause,
    })
  }
}

function withoutCredentials(proxy: string | undefined): string {
  return (proxy ?? '').replace(/\/\/.*@/, '//')
}
