import type { Container, HostConfig } from 'dockerode'
import { NixproofError } from '../errors.ts'
import { CERTIFICATE_TARGET } from './egress.ts'
import { readExec } from './exec.ts'
import { scriptArgv } from './scripts.ts'

/**
 * What Nix's own sandbox needs of an engine, and no capability: the system calls that make
 * namespaces, and a /proc without mounts over it, because a kernel lets nobody mount a fuller one.
 * Docker's CLI calls the latter "systempaths=unconfined"; over the API these lists are empty.
 */
export const SANDBOX_HOST_CONFIG: Required<
  Pick<HostConfig, 'SecurityOpt' | 'MaskedPaths' | 'ReadonlyPaths'>
> = { SecurityOpt: ['seccomp=unconfined'], MaskedPaths: [], ReadonlyPaths: [] }

/** Docker's profile forbids mounts; on a machine without AppArmor there is nothing to leave out. */
export const APPARMOR_OPTION = 'apparmor=unconfined'

/**
 * Lines of nix.conf. Without the second one Nix builds unsandboxed where it cannot sandbox, and
 * says nothing. Fixed-output builders are in the container's own network: they find the proxy
 * there, and need its certificate; "?" is for containers that have none.
 */
const SETTINGS: readonly string[] = [
  'sandbox = true',
  'sandbox-fallback = false',
  `extra-sandbox-paths = ${CERTIFICATE_TARGET}?`,
]

export function withSandboxSettings(nixConfig = ''): string {
  return [nixConfig, ...SETTINGS].filter(Boolean).join('\n')
}

/** What can be seen from inside of a container. */
export interface SandboxFacts {
  /** Nix's words; absent when it did build in a sandbox. */
  readonly refusal: string | undefined
  /** A filter of system calls is in force. */
  readonly filtered: boolean
  /** Mounts over parts of /proc. */
  readonly mounts: readonly string[]
  /** The AppArmor profile in force, such as `docker-default (enforce)`. */
  readonly profile: string
  /** How many user namespaces the machine allows. */
  readonly namespaces: number
  /** The machine gives user namespaces of unconfined programs no rights. */
  readonly restricted: boolean
}

/** A build that does nothing takes a fraction of a second. */
const PROBE_DEADLINE_MS = 60_000

/** @throws NixproofError SANDBOX_UNAVAILABLE when Nix cannot build in a sandbox here. */
export async function requireSandbox(container: Container): Promise<void> {
  const text = await readExec(container, scriptArgv('sandbox'), PROBE_DEADLINE_MS)
  const facts = parseSandboxFacts(text)
  if (facts.refusal !== undefined) throw sandboxUnavailable(facts)
}

/** Reads what scripts/sandbox.sh prints. */
export function parseSandboxFacts(text: string): SandboxFacts {
  const [head = '', ...words] = text.split('\n\n')
  const facts = new Map(
    head.split('\n').map((line): [string, string] => {
      const at = line.indexOf(' ')
      return at < 0 ? [line, ''] : [line.slice(0, at), line.slice(at + 1)]
    }),
  )
  const said = words.join('\n\n').trim()
  return {
    refusal: facts.get('built') === '0' ? undefined : said || 'It wrote nothing',
    filtered: facts.get('seccomp') === '2',
    mounts: (facts.get('mounts') ?? '').split(' ').filter(Boolean),
    profile: facts.get('profile') ?? '',
    namespaces: Number(facts.get('namespaces') || '1'),
    restricted: facts.get('restricted') === '1',
  }
}

export function sandboxUnavailable(facts: SandboxFacts): NixproofError {
  const { refusal, filtered, mounts, profile, namespaces, restricted } = facts
  const confined = profile !== '' && profile !== 'unconfined'
  const lacks = [
    filtered && 'SecurityOpt "seccomp=unconfined": system calls are filtered',
    mounts.length > 0 &&
      `MaskedPaths and ReadonlyPaths "[]": there are mounts over ${mounts.slice(0, 3).join(', ')}`,
    confined && `SecurityOpt "${APPARMOR_OPTION}": the AppArmor profile ${profile} is in force`,
    namespaces === 0 && 'User namespaces: the machine allows none (user.max_user_namespaces = 0)',
    restricted &&
      'User namespaces: the machine takes their rights away (kernel.apparmor_restrict_unprivileged_userns = 1)',
  ].filter((line) => line !== false)
  return new NixproofError('SANDBOX_UNAVAILABLE', 'Nix cannot build in a sandbox on this engine', {
    wanted: 'A container in which Nix can make namespaces and mount',
    found: [...lacks.map((lack) => `The engine did not give ${lack}`), refusal].join('\n'),
    next:
      lacks.length > 0
        ? 'Use an engine that grants it (Docker as root does), or leave out --sandbox'
        : 'Leave out --sandbox, or use another engine',
  })
}

/** The engine's refusal to make such a container at all. */
export function sandboxRefused(cause: unknown): NixproofError | undefined {
  if (cause instanceof NixproofError) return undefined
  const reason = cause instanceof Error ? cause.message : String(cause)
  const option = /seccomp|apparmor|masked.?paths|readonly.?paths/i.exec(reason)?.[0]
  if (option === undefined) return undefined
  return new NixproofError('SANDBOX_UNAVAILABLE', `The engine refuses the option "${option}"`, {
    wanted: 'A container in which Nix can make namespaces and mount',
    found: reason.trim(),
    next: 'Use an engine that grants it (Docker as root does), or leave out --sandbox',
    cause,
  })
}
