import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { NixproofError } from '../errors.ts'
import { loadConfig } from './load-config.ts'
import type { Config } from './read-config.ts'

async function written(files: Readonly<Record<string, string>>): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'nixproof-config-'))
  onTestFinished(() => rm(directory, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) await writeFile(join(directory, name), text)
  return directory
}

async function load(text: string, name = 'nixproof.config.yaml'): Promise<Config> {
  const directory = await written({ [name]: text })
  return loadConfig(undefined, directory)
}

/** What is said of a file that is wrong, without the directory. */
async function refusal(text: string, name = 'nixproof.config.yaml'): Promise<string> {
  const directory = await written({ [name]: text })
  const error: unknown = await loadConfig(undefined, directory).catch((one: unknown) => one)
  if (!(error instanceof NixproofError)) throw new Error('It was taken', { cause: error })
  return error.message.replaceAll(`${directory}/`, '')
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

describe('loadConfig() says what is wrong, and where', () => {
  test.for([
    ['axes:\n  nxi: ["2.34"]\n', 'There is no key "nxi"', '"nix"', '2:3'],
    ['axis:\n  nix: ["2.34"]\n', 'There is no key "axis"', '"axes"', '1:1'],
    ['axes:\n  variant: [fetch]\n', 'cannot be "fetch"', '"fetched"', '2:13'],
    ['axes:\n  sandbox: [on]\n', 'cannot be "on"', 'True or false', '2:13'],
    ['axes:\n  nix: [2.34]\n', 'cannot be 2.34', 'Text in quotes', '2:9'],
    ['axes:\n  nix: []\n', '"axes.nix" cannot be []', 'At least one', '2:8'],
    ['axes:\n  nix: ["2.34", "2.35"]\n', 'no Nix 2.35', '"2.34"', '2:17'],
    ['axes:\n  nixpkgs: ["25.05"]\n', 'no nixpkgs 25.05', '"25.11"', '2:13'],
    ['axes:\n  nix: ["2.34", "2.34"]\n', 'nix=2.34 is said twice', 'It once', '2:17'],
    ['axes:\n  image: [official]\n', 'which Nix the official', 'a tag of nixos/nix', '2:10'],
    [
      'include:\n  - { image: official, nix: "2.26.4", nixpkgs: stable }\n',
      '"stable" is not a nixpkgs',
      'A release such as "24.11"',
      '2:48',
    ],
    ['exclude:\n  - nix: "2.35"\n', 'No cell has nix=2.35', '"2.34"', '2:10'],
    ['exclude:\n  - nix: ["2.8", "2.27"]\n', 'No cell has nix=2.27', '"2.26"', '2:18'],
    ['exclude:\n  - sandbox: [true, false]\n', 'Every cell is excluded', 'At least one', '1:1'],
    ['exclude:\n  - {}\n', 'cannot be {}', '"image", "nix"', '2:5'],
    ['axes: {}\ninclude:\n  - sandbox: true\n', 'is there already', 'do not make', '3:5'],
    [
      'expect:\n  - { code: NIX_EVALUTION, reason: known }\n',
      '"expect.code" cannot be "NIX_EVALUTION"',
      '"NIX_EVALUATION"',
      '2:13',
    ],
    ['expect:\n  - code: TIMEOUT\n', '"expect.reason" cannot be left out', 'A reason', '2:5'],
    [
      'expect:\n  - { cells: { nixpkgs: "25.11" }, code: TIMEOUT, reason: known }\n',
      'No cell has nixpkgs=25.11',
      '"24.11"',
      '2:25',
    ],
    [
      'exclude: [{ nix: "2.8", sandbox: true }]\nexpect:\n  - cells: { nix: "2.8", sandbox: true }\n    code: TIMEOUT\n    reason: known\n',
      'of no cell',
      'not excluded',
      '3:12',
    ],
    ['tutorials:\n  - { file: README.md }\n', '"tutorials.path"', 'Text', '2:5'],
    [
      'tutorials:\n  - { path: a.md, origin: greetings }\n',
      'cannot be "greetings"',
      'A clone',
      '2:27',
    ],
    ['nix:\n  trustedPublicKeys: [abc]\n', 'cannot be "abc"', 'NAME:BASE64', '2:23'],
    ['nix:\n  builders: ["a; b"]\n', 'cannot be "a; b"', 'without ";"', '2:14'],
    ['- nix\n', 'The configuration cannot be ["nix"]', 'Keys with values', '1:1'],
    ['axes: {\n', 'is no YAML', 'YAML', '2:1'],
  ] as const)('%j', async ([text, summary, wanted, place]) => {
    const message = await refusal(text)
    expect(message.split('\n')[0]).toContain(summary)
    expect(message.split('\n')[0]).toMatch(/\[CONFIG_INVALID\]$/)
    expect(message).toMatch(new RegExp(`wanted .*${RegExp.escape(wanted)}`))
    expect(message).toContain(`nixproof.config.yaml:${place}\n`)
  })

  test('everything that is wrong', async () => {
    const message = await refusal('axes:\n  nix: ["2.35"]\n  nixpkgs: ["25.10"]\n')
    expect(message).toContain('found   At axes.nix[0]\n')
    expect(message).toContain('nixproof.config.yaml:3:13: The embedded image has no nixpkgs 25.10')
  })

  test.for([
    ['{ "axes": {\n  "nix": ["2.34"],\n} }', '3:1'],
    ['{ "axes":\n', '1:10'],
    ['{ "axes": { "nix": [yes] } }', '1:21'],
    ['# YAML\n{}', '1:1'],
  ] as const)('%j is no JSON', async ([text, place]) => {
    const message = await refusal(text, 'nixproof.config.json')
    expect(message).toContain('is no JSON [CONFIG_INVALID]')
    expect(message).toContain(`nixproof.config.json:${place}`)
  })

  test('a key of JSON that is there twice', async () => {
    const message = await refusal('{ "nix": {},\n  "nix": {} }', 'nixproof.config.json')
    expect(message).toContain('nixproof.config.json:2:3')
  })
})
