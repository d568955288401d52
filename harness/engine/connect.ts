import Docker from 'dockerode'
import { type Address, clientOptions, isLocal } from './address.ts'

/** A container engine that has answered. */
export interface Engine {
  /** Its address in the notation of DOCKER_HOST. */
  readonly host: string
  readonly certDir?: string | undefined
  /** The way that led to it, as a person would say it. */
  readonly foundBy: string
  readonly docker: Docker
  /** Of the engine itself, such as `20.10.24`. */
  readonly version: string
  /** The newest API that it speaks, such as `1.41`. */
  readonly apiVersion: string
  /** True when its address is on this machine: a socket, a pipe or a loopback address. */
  readonly local: boolean
}

/**
 * Asks whoever listens at the address who it is.
 *
 * @param deadlineMs - How long it may take to answer, in milliseconds.
 * @throws Error whose message is the reason, in plain words.
 */
export async function connect(
  address: Address,
  foundBy: string,
  deadlineMs: number,
  signal?: AbortSignal,
): Promise<Engine> {
  signal?.throwIfAborted()
  const late = AbortSignal.timeout(deadlineMs)
  const stop = signal ? AbortSignal.any([signal, late]) : late
  try {
    const docker = new Docker(clientOptions(address))
    // The client of an ssh address does not obey the signal while it connects: race it.
    const version = await Promise.race([identify(docker, stop), aborted(stop)])
    return {
      ...address,
      foundBy,
      docker,
      version: version.Version,
      apiVersion: version.ApiVersion,
      local: isLocal(address.host),
    }
  } catch (error) {
    signal?.throwIfAborted()
    const reason = late.aborted ? `no answer within ${deadlineMs / 1000} s` : explain(error)
    throw new Error(reason, { cause: error })
  }
}

interface Identity {
  readonly Version: string
  readonly ApiVersion: string
}

/** `docker.version()` takes no signal; the route is the same. */
async function identify(docker: Docker, abortSignal: AbortSignal): Promise<Identity> {
  const answer = await new Promise<unknown>((resolve, reject) => {
    docker.modem.dial(
      { path: '/version', method: 'GET', abortSignal, statusCodes: { 200: true } },
      (error, body) => (error ? reject(error) : resolve(body)),
    )
  })
  if (isIdentity(answer)) return answer
  throw new Error('something answers there, but it is not a container engine')
}

function isIdentity(answer: unknown): answer is Identity {
  return (
    typeof answer === 'object' &&
    answer !== null &&
    'ApiVersion' in answer &&
    typeof answer.ApiVersion === 'string' &&
    'Version' in answer &&
    typeof answer.Version === 'string'
  )
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error('no answer')), { once: true })
  })
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such socket',
  ECONNREFUSED: 'nothing listens there',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOTSOCK: 'not a socket',
  ENOTFOUND: 'host name unknown',
  EHOSTUNREACH: 'host not reachable',
  ENETUNREACH: 'network not reachable',
  ECONNRESET: 'the connection was cut',
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error ? String(error.code) : ''
  const isFile = 'syscall' in error && error.syscall === 'open'
  return (isFile ? undefined : REASONS[code]) ?? (error.message || code || 'unknown failure')
}
