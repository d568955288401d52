import Docker from 'dockerode'
import { type Address, clientOptions, isLocal } from './address.ts'
import { reasonOf } from './reason.ts'
import { openSshRoad } from './ssh.ts'

/** A container engine that has answered. */
export interface Engine {
  /** Its address in the notation of DOCKER_HOST. */
  readonly host: string
  readonly certDir?: string | undefined
  /** What clients on this machine connect to: the host, or a socket that leads to one behind ssh. */
  readonly dial: string
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
  const { host } = address
  const road = host.startsWith('ssh:') ? await openSshRoad(host) : undefined
  const dial = road ? `unix://${road.socket}` : host
  // DOCKER_CERT_PATH may be set for another engine.
  const certDir = road ? undefined : address.certDir
  try {
    const docker = new Docker(clientOptions({ host: dial, certDir }))
    const version = await identify(docker, stop)
    return {
      host,
      certDir,
      dial,
      foundBy,
      docker,
      version: version.Version,
      apiVersion: version.ApiVersion,
      local: isLocal(host),
    }
  } catch (error) {
    road?.close()
    signal?.throwIfAborted()
    const silence = late.aborted ? `no answer within ${deadlineMs / 1000} s` : undefined
    const reason = road?.said() ?? silence ?? reasonOf(error)
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
