import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import { NixproofError } from '../../errors.ts'
import type { Mirror } from './mirror.ts'
import { parseStanzas, type Stanza } from './stanza.ts'

/** apt on one suite, with state of its own: needs no root and leaves the machine's apt alone. */
export interface Apt {
  /** True when the mirror has the suite. */
  update(): Promise<boolean>
  /** The newest stanza of each package; unknown names are left out. */
  show(names: readonly string[]): Promise<Stanza[]>
  /** What apt would install on an empty machine to have these packages: `name` to `version`. */
  select(names: readonly string[]): Promise<ReadonlyMap<string, string>>
  /** Downloads exact versions into a directory; apt checks them against the signed index. */
  download(packages: readonly { name: string; version: string }[], into: string): Promise<void>
}

/** @param signal Ends what runs; the call then rejects with its reason. */
export async function openApt(
  mirror: Mirror,
  suite: string,
  aptDir: string,
  signal?: AbortSignal,
): Promise<Apt> {
  const dir = join(aptDir, suite)
  const configuration = join(dir, 'apt.conf')
  await Promise.all([
    mkdir(join(dir, 'lists', 'partial'), { recursive: true }),
    mkdir(join(dir, 'cache', 'archives', 'partial'), { recursive: true }),
  ])
  const signed = mirror.signedBy ? ` signed-by=${mirror.signedBy}` : ''
  await Promise.all([
    writeFile(join(dir, 'status'), ''),
    writeFile(
      join(dir, 'sources.list'),
      `deb [arch=${mirror.architecture}${signed}] ${mirror.uri} ${suite} main\n`,
    ),
    writeFile(configuration, settings(mirror, dir)),
  ])
  const run = async (program: string, args: string[], cwd = dir): Promise<string> => {
    const env = { APT_CONFIG: configuration, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' }
    const { stdout } = await execa(program, args, {
      cwd,
      env,
      ...(signal && { cancelSignal: signal }),
    }).catch((cause: unknown) => {
      signal?.throwIfAborted()
      throw failure(program, suite, cause)
    })
    return stdout
  }
  return {
    async update() {
      try {
        await run('apt-get', ['update', '-qq', '--error-on=any'])
        return true
      } catch (error) {
        if (/does not have a Release file|404/.test(String(error))) return false
        throw error
      }
    },
    async show(names) {
      return parseStanzas(await run('apt-cache', ['show', '--no-all-versions', ...names]))
    },
    async select(names) {
      const plan = await run('apt-get', ['install', '--simulate', ...names])
      return new Map(
        Array.from(plan.matchAll(/^Inst (\S+) \((\S+) /gm), ([, name = '', version = '']) => [
          name,
          version,
        ]),
      )
    },
    async download(packages, into) {
      const exact = packages.map(({ name, version }) => `${name}=${version}`)
      if (exact.length > 0) await run('apt-get', ['download', '-qq', ...exact], into)
    },
  }
}

/** The machine's hooks and preferences must not act here, so only its Acquire settings are taken over. */
function settings(mirror: Mirror, dir: string): string {
  const own = {
    'Dir::State': dir,
    'Dir::State::status': join(dir, 'status'),
    'Dir::State::lists': join(dir, 'lists'),
    'Dir::Cache': join(dir, 'cache'),
    'Dir::Log': dir,
    'Dir::Etc::main': '/dev/null',
    'Dir::Etc::parts': '/dev/null',
    'Dir::Etc::sourcelist': join(dir, 'sources.list'),
    'Dir::Etc::sourceparts': '/dev/null',
    'Dir::Etc::preferences': '/dev/null',
    'Dir::Etc::preferencesparts': '/dev/null',
    'APT::Architecture': mirror.architecture,
    'APT::Architectures': mirror.architecture,
    'APT::Install-Recommends': 'false',
    // Private directories are closed to apt's own download user; this only has an effect for root.
    'APT::Sandbox::User': 'root',
    // A mirror may be a snapshot; what it signs is still checked.
    'Acquire::Check-Valid-Until': 'false',
    'Acquire::Languages': 'none',
  }
  const lines = Object.entries(own).map(([name, value]) => `${name} "${value}";`)
  return [...mirror.acquire, ...lines, ''].join('\n')
}

function failure(program: string, suite: string, cause: unknown): NixproofError {
  const stderr = (cause as { stderr?: unknown }).stderr
  return new NixproofError('PACKAGES_UNAVAILABLE', `${program} failed for Debian ${suite}`, {
    wanted: 'Debian packages, from the mirror that this machine is configured to use',
    found: typeof stderr === 'string' && stderr ? stderr.trim() : String(cause),
    next: 'Check that "apt-get update" works on this machine, then run the command again',
    cause,
  })
}
