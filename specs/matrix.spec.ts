import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { GitFixture } from './_git.ts'
import { block, makeMatrix, type MatrixProject } from './_matrix.ts'

/** Nix 2.8 has no such function yet. */
const CONVERTS = block(`$ nix-instantiate --eval -E 'builtins ? convertHash'\ntrue`)
/** From 25.11 on nixpkgs wants to be told how it is built. */
const PACKAGE = block(
  `nix-instantiate -E 'with import <nixpkgs> { }; python311Packages.buildPythonPackage { pname = "a"; version = "1"; src = ./docs; }'`,
  'bash',
)
const ONLY = {
  sandbox: '<!-- nixproof { only-on: { sandbox: true } } -->\n',
  fetched: '<!-- nixproof { only-on: { variant: fetched } } -->\n',
}
const RAW = 'https://raw.githubusercontent.com/example-org/words/main/word'

const EXPECTED = {
  cells: { nix: '2.8' },
  tutorial: 'docs/versions.md',
  code: 'DRIFT_OUTPUT',
  text: 'convertHash',
  reason: 'it came with 2.20',
}
const FILES: Readonly<Record<string, string>> = {
  'docs/versions.md': `# Versions\n\n${CONVERTS}\n${PACKAGE}`,
  'docs/places.md': `# Places\n\n${block('$ echo here\nhere')}\n${ONLY.sandbox}${block('true', 'bash')}\n${ONLY.fetched}${block(`$ curl -sS ${RAW}\nfrom the clone`)}`,
  'all.json': JSON.stringify({
    tutorials: [
      { path: 'docs/versions.md', workspace: '.' },
      { path: 'docs/places.md', origin: 'github:example-org/words=words' },
    ],
    axes: { nix: ['2.8', '2.34'] },
    exclude: [{ nix: '2.8', sandbox: true }],
    include: [
      { nix: '2.26', variant: 'fetched' },
      { nix: '2.26', nixpkgs: '25.11' },
    ],
    expect: [
      EXPECTED,
      {
        cells: { nixpkgs: '25.11' },
        tutorial: 'docs/versions.md',
        code: 'NIX_EVALUATION',
        text: 'does not configure a `format`',
        reason: 'to be mended with "format"',
      },
    ],
  }),
  'stopped.json': JSON.stringify({
    tutorials: [{ path: 'docs/versions.md', workspace: '.' }],
    axes: { nix: ['2.34'], sandbox: [false] },
    expect: [{ ...EXPECTED, cells: { nix: '2.34' } }],
  }),
  'unavailable.json': JSON.stringify({
    tutorials: ['docs/places.md'],
    include: [{ nix: '2.26' }, { image: 'official', nix: '0.0.1', nixpkgs: '24.11' }],
  }),
  'empty.json': JSON.stringify({
    tutorials: ['sandboxed.md'],
    axes: { nix: ['2.26'] },
  }),
  'sandboxed.md': `${ONLY.sandbox}${block('true', 'bash')}`,
}

let project: MatrixProject
beforeAll(async () => {
  project = await makeMatrix(FILES)
  const words = await GitFixture.create(join(project.directory, 'words'))
  await words.commit('2025-01-01T00:00:00Z', { word: 'from the clone\n' })
})
afterAll(() => project?.[Symbol.asyncDispose]())

describe('nixproof matrix', { timeout: 300_000 }, () => {
  test('proves tutorials in all cells, and takes what fails as expected for proved: 0', async () => {
    const args = { junit: 'j.xml', json: 'r.json', markdown: 's.md' }
    const { exitCode, stdout, stderr } = await project.matrix(
      'all.json',
      ...Object.entries(args).flatMap(([name, file]) => [
        '--reporter',
        name,
        '--output-file',
        `${name}=out/${file}`,
      ]),
    )
    expect(stderr).toMatch(
      /^≈ nix=2\.8,nixpkgs=24\.11,sandbox=off,variant=local  docs\/versions\.md  .*1 failed as expected.*\n {2}≈ docs\/versions\.md:3:1 {2}Versions\n.*DRIFT_OUTPUT\]\n {4}it came with 2\.20\n/m,
    )
    expect(stderr).toContain(
      [
        '',
        'nix               2.8    2.34   2.34   2.26     2.26',
        'nixpkgs           24.11  24.11  24.11  24.11    25.11',
        'sandbox           off    off    on     off      off',
        'variant           local  local  local  fetched  local',
        'docs/versions.md  ≈      ✔      ✔      ✔        ≈',
        'docs/places.md    ✔      ✔      ✔      ✔        ✔',
        '✔ held   ≈ failed as expected',
        '',
      ].join('\n'),
    )
    expect(stdout).toMatch(/^Proved: \d+ held, \d+ not run \d+\.\d s$/m)
    expect(exitCode).toBe(0)

    const read = (name: string): Promise<string> =>
      readFile(join(project.directory, 'out', name), 'utf8')
    expect(await read('s.md')).toMatch(
      /\| ✅ \| `docs\/places\.md` \| nix=2\.26,nixpkgs=24\.11,sandbox=off,variant=fetched \| 2 \| 0 \| 1 \|/,
    )
    const cell = 'nix=2.34,nixpkgs=24.11,sandbox=on,variant=local'
    expect(await read('j.xml')).toContain(`<testsuite name="docs/places.md (${cell})"`)
    expect(await read('j.xml')).toContain(`<testcase classname="docs/places.md (${cell})"`)
    expect(JSON.parse(await read('r.json'))).toMatchObject({ numFailedTests: 0 })
    expect(await read('r.json')).toContain(`"cell":"${cell}"`)
    expect(await project.containers()).toEqual([])
  })

  test('tells of a failure that is expected and does not come: 1', async () => {
    const { exitCode, stdout, stderr } = await project.matrix('stopped.json')
    expect(stderr).toMatch(
      /✖ fails with DRIFT_OUTPUT: it came with 2\.20\n.*EXPECTED_FAILURE_MISSING/,
    )
    expect(stderr).toMatch(/found {3}2 of 2 checks held, none failed so/)
    expect(stdout).toMatch(/^Not proved: 2 held, 1 did not/m)
    expect(exitCode).toBe(1)
  })

  test('proves nothing where one cell has run no check, though others have: 2', async () => {
    const { exitCode, stdout, stderr } = await project.matrix('empty.json')
    expect(stderr).toMatch(
      /^sandbox {7}off {2}on\nsandboxed\.md {2}– {4}✔\n✔ held {3}– nothing run$/m,
    )
    expect(stderr).toMatch(/\[NO_CHECKS\]\n {2}found {3}nix=2\.26,nixpkgs=24\.11,sandbox=off,/)
    expect(stdout).toMatch(/^Not proved: 1 held, 1 not run/m)
    expect(exitCode).toBe(2)
  })

  test('blames the environment for an image that is not to be had, and goes on elsewhere: 3', async () => {
    const { exitCode, stdout, stderr } = await project.matrix(
      'unavailable.json',
      '--reporter',
      'badge',
    )
    expect(stderr).toMatch(/^nix {13}2\.26 {6}0\.0\.1\ndocs\/places\.md {2}✔ {9}!$/m)
    expect(stderr).toMatch(/The environment is missing something: .*\[IMAGE_UNAVAILABLE\]/)
    expect(stderr).toMatch(/^Not proved: 1 held, 1 did not, 4 not run/m)
    expect(JSON.parse(stdout)).toMatchObject({ message: 'not proved', color: 'orange' })
    expect(exitCode).toBe(3)
  })
})
