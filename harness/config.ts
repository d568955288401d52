import { randomUUID } from 'node:crypto'
import { enableCompileCache } from 'node:module'
import { homedir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { NixproofError } from './errors.ts'

/** Whether nixproof may install and start an engine: after asking on a terminal, always, or never. */
const PROVISION_MODES = ['ask', 'always', 'never'] as const
export type ProvisionMode = (typeof PROVISION_MODES)[number]

/** Everything taken from the environment, read once, here and nowhere else. */
export interface Config {
  readonly dockerHost: string | undefined
  readonly dockerContext: string | undefined
  /** Where the docker CLI keeps its configuration and contexts. */
  readonly dockerConfigDir: string
  /** The folder of ca.pem, cert.pem and key.pem; `undefined` unless DOCKER_TLS_VERIFY is set. */
  readonly dockerCertDir: string | undefined
  readonly home: string
  readonly runtimeDir: string | undefined
  /** Where programs are looked for, as in PATH. */
  readonly path: string
  readonly provision: ProvisionMode
  /** The user's own proxy, which `--network online` goes through. */
  readonly userProxy: UserProxy
  /** Files of certificate authorities that the user trusts besides Node's. */
  readonly caFiles: readonly string[]
  /** What can be made again: downloaded packages, resolved package lists. */
  readonly cacheDir: string
  /** What must be remembered: the engine that nixproof started, its log. */
  readonly stateDir: string
  /** The label value that every container and network of this run carries. */
  readonly run: string
  /** True when this process made the run, and so has to end what is left of it. */
  readonly ownsRun: boolean
}

/** URLs, and the hosts that are reached without: https://curl.se/docs/manpage.html#ENVIRONMENT */
interface UserProxy {
  readonly http: string | undefined
  readonly https: string | undefined
  readonly no: string | undefined
}

function readConfig(env: NodeJS.ProcessEnv): Config {
  const home = env['HOME'] ?? homedir()
  const inherited = env['NIXPROOF_RUN']
  const dockerConfigDir = env['DOCKER_CONFIG'] || join(home, '.docker')
  return {
    dockerHost: env['DOCKER_HOST'] || undefined,
    dockerContext: env['DOCKER_CONTEXT'] || undefined,
    dockerConfigDir,
    dockerCertDir: env['DOCKER_TLS_VERIFY']
      ? env['DOCKER_CERT_PATH'] || dockerConfigDir
      : undefined,
    home,
    runtimeDir: env['XDG_RUNTIME_DIR'] || undefined,
    path: env['PATH'] ?? '',
    // Read when it is asked for: thrown while modules load, nobody could catch the error.
    get provision() {
      return oneOf('NIXPROOF_PROVISION', env['NIXPROOF_PROVISION'] || 'ask', PROVISION_MODES)
    },
    userProxy: {
      http: env['http_proxy'] || env['HTTP_PROXY'] || undefined,
      https: env['https_proxy'] || env['HTTPS_PROXY'] || undefined,
      no: env['no_proxy'] || env['NO_PROXY'] || undefined,
    },
    caFiles: [env['NODE_EXTRA_CA_CERTS'] ?? '', env['SSL_CERT_FILE'] ?? ''].filter(Boolean),
    cacheDir: join(env['XDG_CACHE_HOME'] || join(home, '.cache'), 'nixproof'),
    stateDir: join(env['XDG_STATE_HOME'] || join(home, '.local', 'state'), 'nixproof'),
    run: inherited ?? randomUUID(),
    ownsRun: inherited === undefined,
  }
}

export const config: Config = readConfig(process.env)

/** Makes child processes, and libraries that find an engine by themselves, use what this process uses. */
export function shareEngine(dockerHost: string, certDir?: string): void {
  process.env['DOCKER_HOST'] = dockerHost
  if (certDir === undefined) {
    // Left over from another engine, they would make a client speak TLS to this one.
    delete process.env['DOCKER_TLS_VERIFY']
    delete process.env['DOCKER_CERT_PATH']
  } else {
    process.env['DOCKER_TLS_VERIFY'] = '1'
    process.env['DOCKER_CERT_PATH'] = certDir
  }
}

/** This process's environment with changes; `undefined` takes a variable away. */
export function childEnvironment(changes: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { ...process.env, ...changes }
}

/** Keeps compiled code between runs, also for child processes (node:module, `enableCompileCache`). */
export function shareCompileCache(): void {
  const directory = join(config.cacheDir, 'compiled')
  enableCompileCache(directory)
  process.env['NODE_COMPILE_CACHE'] ??= directory
}

/** Makes child processes label what they start as part of this run. */
export function shareRun(): void {
  process.env['NIXPROOF_RUN'] = config.run
}

function oneOf<T extends string>(name: string, value: string, allowed: readonly T[]): T {
  const match = allowed.find((candidate) => candidate === value)
  if (match !== undefined) return match
  throw new NixproofError('USAGE', `${name} has a value that does not exist`, {
    wanted: `One of ${allowed.map((one) => `"${one}"`).join(', ')}`,
    found: `"${value}"`,
    next: `Set ${name} to one of the values above, or leave it out`,
  })
}
