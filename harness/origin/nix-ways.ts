import { readFile } from 'node:fs/promises'
import { PROXY_PORT, type NixWays } from '../container/egress.ts'
import {
  builderFiles,
  BUILDERS_ENVIRONMENT,
  readBuilder,
  settingsLines,
  type NixSettings,
} from '../container/nix-settings.ts'
import { NixproofError } from '../errors.ts'

/**
 * What a container is given of the settings, and the addresses that it reaches by that.
 *
 * @throws NixproofError USAGE for what is no builder, and for a key that cannot be read.
 */
export async function nixWays(
  settings: NixSettings,
  credentials: string,
): Promise<NixWays & { readonly through: readonly string[] }> {
  const builders = (settings.builders ?? []).map(readBuilder)
  const keys = builders.map(async ({ keyFile, keyTarget }) => ({
    target: keyTarget,
    content: await readKey(keyFile),
    mode: 0o600,
  }))
  const lines = settingsLines(settings, builders)
  if (builders.length === 0) return { lines, environment: {}, files: [], builders, through: [] }
  return {
    lines,
    environment: BUILDERS_ENVIRONMENT,
    files: [...(await Promise.all(keys)), ...builderFiles(builders, credentials, PROXY_PORT)],
    builders,
    through: builders.map(({ host, port }) => `${host}:${port}`),
  }
}

async function readKey(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new NixproofError('USAGE', 'The key of a builder cannot be read', {
      wanted: 'The file of an ssh key without a passphrase',
      found: cause.code === 'ENOENT' ? 'Nothing by that name' : cause.message,
      place: { file },
      next: 'Correct the third field of the builder',
      cause,
    })
  })
}
