import { mkdir, mkdtempDisposable, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest'
import type { NixSettings } from '../harness/container/nix-settings.ts'
import { nixproof } from './_cli.ts'
import { noSshd } from './_needs-sshd.ts'
import { noDockerCli, noDockerd, skipWhere } from './_needs.ts'
import { NixBuilder } from './_nix-builder.ts'
import { hostOf, NixCache, where } from './_nix-cache.ts'

const DEADLINE = { timeout: 300_000 }

/** Builds what is far, and what only a cache has, and looks at both. */
const TUTORIAL = `# Far

\`\`\`bash
nix-build far.nix
cat result
nix-build foreign.nix
cat result
\`\`\`
`

interface Outcome {
  readonly exitCode: number | undefined
  readonly all: string
}

async function prove(nix: NixSettings, lines = TUTORIAL): Promise<Outcome> {
  await using directory = await mkdtempDisposable(join(tmpdir(), 'np-settings-'))
  const docs = join(directory.path, 'docs')
  await mkdir(docs)
  await Promise.all([
    writeFile(join(directory.path, 'nixproof.config.yaml'), stringify({ nix })),
    writeFile(join(docs, 'README.md'), lines),
    writeFile(join(docs, 'far.nix'), where('far')),
    writeFile(join(docs, 'foreign.nix'), where('foreign', 'aarch64-linux')),
  ])
  const { exitCode, all } = await nixproof(['verify', 'docs/README.md'], {}, directory.path)
  return { exitCode, all }
}

describe('nixproof verify, with builders and substituters of nixproof.config.yaml,', () => {
  let builder: NixBuilder
  let cache: NixCache
  const lack = noDockerd ?? noSshd ?? noDockerCli
  beforeEach((context) => skipWhere(context, lack))
  beforeAll(async () => {
    if (lack) return
    builder = await NixBuilder.start(inject('image'))
    cache = await NixCache.start(inject('image'), [where('foreign', 'aarch64-linux')])
  })
  afterAll(async () => {
    await builder?.[Symbol.asyncDispose]()
    await cache?.[Symbol.asyncDispose]()
  })
  const settings = async (): Promise<NixSettings> => ({
    builders: [await builder.entry()],
    substituters: [cache.url],
    trustedPublicKeys: [cache.publicKey],
  })

  test(
    'proves what needs them: built on one container, fetched from another',
    DEADLINE,
    async () => {
      const hosts = await Promise.all([hostOf(builder.container), hostOf(cache.container)])
      const { exitCode, all } = await prove(
        await settings(),
        `${TUTORIAL}
\`\`\`bash
test "$(cat result)" = ${hosts[1]}
nix-build far.nix && test "$(cat result)" = ${hosts[0]}
\`\`\`
`,
      )
      expect(all).toMatch(/^Proved: 2 held /m)
      expect(exitCode).toBe(0)
    },
  )

  test('says that a cache is not trusted: 3', DEADLINE, async () => {
    const { exitCode, all } = await prove({
      substituters: [cache.url],
      builders: [await builder.entry()],
    })
    expect(all).toContain('[SUBSTITUTE_UNTRUSTED]')
    expect(exitCode).toBe(3)
  })

  test('says that a builder does not answer: 3', DEADLINE, async () => {
    const entry = (await builder.entry()).replace(/127\.0\.0\.1:\d+/, '127.0.0.1:9')
    const { exitCode, all } = await prove({ ...(await settings()), builders: [entry] })
    expect(all).toContain('[BUILDER_UNAVAILABLE]')
    expect(all).toContain('Not proved: 0 held, 1 did not')
    expect(exitCode).toBe(3)
  })

  test('says that a builder does not take the key, before any step: 3', DEADLINE, async () => {
    const entry = await builder.entry(builder.sshd.keyFile('stranger'))
    const { exitCode, all } = await prove({ ...(await settings()), builders: [entry] })
    expect(all).toContain('[BUILDER_UNAVAILABLE]')
    expect(all).toContain('Permission denied (publickey')
    expect(all).toContain('Not proved: 0 held, 1 did not')
    expect(exitCode).toBe(3)
  })

  test('refuses a builder without a host key: 2', DEADLINE, async () => {
    const entry = (await builder.entry()).replace(/ \S+$/, '')
    const { exitCode, all } = await prove({ ...(await settings()), builders: [entry] })
    expect(all).toContain('The eighth field is the host key')
    expect(exitCode).toBe(2)
  })
})
