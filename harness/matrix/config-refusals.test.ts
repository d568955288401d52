import { describe, expect, test } from 'vitest'
import { written } from '../../specs/_config-files.ts'
import { NixproofError } from '../errors.ts'
import { loadConfig } from './load-config.ts'

/** What is said of a file that is wrong, without the directory. */
async function refusal(text: string, name = 'nixproof.config.yaml'): Promise<string> {
  const directory = await written({ [name]: text })
  const error: unknown = await loadConfig(undefined, directory).catch((one: unknown) => one)
  if (!(error instanceof NixproofError)) throw new Error('It was taken', { cause: error })
  return error.message.replaceAll(`${directory}/`, '')
}

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
    [
      'axes:\n  image: [official]\n  nix: ["2.26", "2.34"]\n',
      'no tag "2.34"',
      'A tag that nixos/nix has',
      '3:17',
    ],
    [
      'include:\n  - { image: official, nix: "2.8.1", nixpkgs: "25.11" }\n',
      'Nix 2.8.1 is too old',
      'Nix 2.18 or newer',
      '2:47',
    ],
    [
      'include:\n  - { image: official, nix: "2.26.4", nixpkgs: stable }\n',
      'stable is no nixpkgs',
      'a release such as 24.11',
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
    ...[
      'IMAGE_UNAVAILABLE',
      'SANDBOX_UNAVAILABLE',
      'ENGINE_LOST',
      'CONTAINER_FAILED',
      'PIN_OK',
    ].map(
      (code) =>
        [
          `expect:\n  - { code: ${code}, reason: known }\n`,
          `"expect.code" cannot be "${code}"`,
          '"',
          '2:13',
        ] as const,
    ),
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
