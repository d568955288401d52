import { readFile } from 'node:fs/promises'
import { execa } from 'execa'
import { NixproofError } from '../../errors.ts'
import { parseStanzas } from './stanza.ts'

/** Where this machine gets Debian packages from, and how it knows that they are genuine. */
export interface Mirror {
  readonly uri: string
  /** The keyring that the machine's own source names; without one apt trusts its own keys. */
  readonly signedBy: string | undefined
  readonly architecture: string
  /** The machine's own `Acquire::*` settings (proxies, certificates, timeouts), in apt.conf syntax. */
  readonly acquire: readonly string[]
}

/**
 * Reads the mirror out of the machine's own apt configuration, whichever form its sources have.
 *
 * @throws {NixproofError} `PACKAGES_UNAVAILABLE` when apt is missing or knows no Debian mirror.
 * @see apt-get(8), `indextargets`
 */
export async function findMirror(): Promise<Mirror> {
  const [targets, settings] = await Promise.all([
    apt('apt-get', ['indextargets', 'Origin: Debian', 'Identifier: Packages']),
    apt('apt-config', ['dump']),
  ])
  const main = parseStanzas(targets).find((target) => target['Label'] === 'Debian')
  const uri = main?.['Repo-URI']
  const architecture = main?.['Architecture']
  if (!uri || !architecture) {
    throw new NixproofError('PACKAGES_UNAVAILABLE', 'No Debian mirror is configured here', {
      wanted: 'An apt source of Debian itself, with its index downloaded',
      found: targets.trim() ? 'Sources of other origins only' : 'No index at all',
      next: 'Run "apt-get update", or pull the official image and use --image official',
    })
  }
  return {
    uri,
    architecture,
    signedBy: await signingKeyring(main['Sourcesentry'] ?? ''),
    acquire: settings
      .split('\n')
      .filter((line) => /^Acquire::(?!IndexTargets|Languages)/.test(line)),
  }
}

/** apt prints settings without their keyring: read it where the source is written down. */
async function signingKeyring(sourcesEntry: string): Promise<string | undefined> {
  const file = sourcesEntry.replace(/:\d+$/, '')
  const text = await readFile(file, 'utf8').catch(() => '')
  return /signed-by\s*[:=]\s*(\/[^\s\]]+)/i.exec(text)?.[1]
}

async function apt(program: string, args: string[]): Promise<string> {
  const { stdout } = await execa(program, args, { env: { LC_ALL: 'C' } }).catch(
    (cause: unknown) => {
      throw new NixproofError('PACKAGES_UNAVAILABLE', `${program} did not run`, {
        wanted: 'A Debian-family machine, whose apt the embedded image is made with',
        found: cause instanceof Error ? cause.message : String(cause),
        next: 'Use such a machine, or pull the official image and use --image official',
        cause,
      })
    },
  )
  return stdout
}
