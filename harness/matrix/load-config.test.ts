import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { written } from '../../specs/_config-files.ts'
import { loadConfig } from './load-config.ts'
import type { Config } from './read-config.ts'

async function load(text: string, name = 'nixproof.config.yaml'): Promise<Config> {
  const directory = await written({ [name]: text })
  return loadConfig(undefined, directory)
}

describe('loadConfig()', () => {
  test('without a configuration gives each Nix, without and with its sandbox', async () => {
    const { cells, file, tutorials } = await loadConfig(undefined, await written({}))
    expect(cells.map(({ name }) => name)).toEqual([
      'nix=2.8,nixpkgs=24.11,sandbox=off,variant=local',
      'nix=2.8,nixpkgs=24.11,sandbox=on,variant=local',
      'nix=2.26,nixpkgs=24.11,sandbox=off,variant=local',
      'nix=2.26,nixpkgs=24.11,sandbox=on,variant=local',
      'nix=2.34,nixpkgs=24.11,sandbox=off,variant=local',
      'nix=2.34,nixpkgs=24.11,sandbox=on,variant=local',
    ])
    expect({ file, tutorials }).toEqual({ file: undefined, tutorials: [] })
  })

  test('takes paths from where the configuration is', async () => {
    const directory = await written({
      'nixproof.config.yaml': `tutorials:
  - docs
  - path: other/*.md
    workspace: .
    sidecar: other.yaml
    mountAs: /srv/app
    origin: github:example-org/greetings=../greetings@v1.0
expect:
  - tutorial: docs/README.md
    code: NIX_EVALUATION
    reason: known
`,
    })
    const config = await loadConfig(undefined, directory)
    expect(config).toMatchObject({ file: join(directory, 'nixproof.config.yaml'), directory })
    expect(config.tutorials).toEqual([
      { path: 'docs', origins: [], place: expect.objectContaining({ line: 2, column: 5 }) },
      {
        path: 'other/*.md',
        workspace: directory,
        sidecar: join(directory, 'other.yaml'),
        mountAs: '/srv/app',
        origins: [
          {
            host: 'github',
            owner: 'example-org',
            repo: 'greetings',
            path: join(directory, '../greetings'),
            rev: 'v1.0',
          },
        ],
        place: expect.objectContaining({ line: 3, column: 5 }),
      },
    ])
    expect(config.cells[0]!.expected).toEqual([
      {
        code: 'NIX_EVALUATION',
        tutorial: join(directory, 'docs/README.md'),
        reason: 'known',
        place: { file: join(directory, 'nixproof.config.yaml'), line: 9, column: 5 },
      },
    ])
  })

  test('reads JSON with tabs, and what Nix is to be told', async () => {
    const nix = {
      builders: ['ssh-ng://builder x86_64-linux /root/key 4'],
      substituters: ['http://cache:8080'],
      trustedPublicKeys: ['team-1:AAAA+/bbbb='],
    }
    const config = await load(JSON.stringify({ nix }, undefined, '\t'), 'nixproof.config.json')
    expect(config.nix).toEqual(nix)
  })

  test('reads JSON behind a byte order mark', async () => {
    const { cells } = await load('\uFEFF{ "axes": { "nix": ["2.8"] } }', 'nixproof.config.json')
    expect(cells).toHaveLength(2)
  })

  test('takes a file of comments for one that says nothing', async () => {
    expect((await load('# to come\n')).cells).toHaveLength(6)
  })

  test('refuses two configurations side by side', async () => {
    const directory = await written({ 'nixproof.config.yaml': '', 'nixproof.config.json': '{}' })
    await expect(loadConfig(undefined, directory)).rejects.toMatchObject({
      code: 'USAGE',
      message: expect.stringContaining('nixproof.config.json, nixproof.config.yaml'),
    })
  })

  test('refuses a file that is not there, and one of another kind', async () => {
    await expect(loadConfig('no-such.yaml')).rejects.toMatchObject({
      code: 'USAGE',
      details: { found: 'Nothing by that name', place: { file: 'no-such.yaml' } },
    })
    await expect(loadConfig('nixproof.toml')).rejects.toMatchObject({
      code: 'USAGE',
      details: { wanted: expect.stringContaining('.yaml') },
    })
  })
})
