import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import Docker from 'dockerode'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { TUTORIAL_LABEL } from '../harness/tutorial/running/reader.ts'
import { nixproof } from './_cli.ts'
import { GitFixture } from './_git.ts'

const FENCE = '```'
const block = (text: string, language = 'console'): string =>
  `${FENCE}${language}\n${text}\n${FENCE}\n`

/** Nix 2.8 has no such function yet. */
const CONVERTS = block(`$ nix-instantiate --eval -E 'builtins ? convertHash'\ntrue`)
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
  'docs/versions.md': `# Versions\n\n${CONVERTS}\n${block('echo goes on', 'bash')}`,
  'docs/places.md': `# Places\n\n${block('$ echo here\nhere')}\n${ONLY.sandbox}${block('true', 'bash')}\n${ONLY.fetched}${block(`$ curl -sS ${RAW}\nfrom the clone`)}`,
  'all.json': JSON.stringify({
    tutorials: [
      'docs/versions.md',
      { path: 'docs/places.md', origin: 'github:example-org/words=words' },
    ],
    axes: { nix: ['2.8', '2.34'] },
    exclude: [{ nix: '2.8', sandbox: true }],
    include: [{ nix: '2.26', variant: 'fetched' }],
    expect: [EXPECTED],
  }),
  'stopped.json': JSON.stringify({
    tutorials: ['docs/versions.md'],
    axes: { nix: ['2.34'], sandbox: [false] },
    expect: [{ ...EXPECTED, cells: { nix: '2.34' } }],
  }),
  'empty.json': JSON.stringify({
    tutorials: ['sandboxed.md'],
    axes: { nix: ['2.26'] },
  }),
  'sandboxed.md': `${ONLY.sandbox}${block('true', 'bash')}`,
  'slow.json': JSON.stringify({
    tutorials: ['slow.md'],
    axes: { sandbox: [false] },
    include: [{ nix: '2.26', sandbox: true }],
  }),
  'slow.md': block('sleep 4', 'bash'),
  'long.json': JSON.stringify({ tutorials: ['long.md'], axes: { sandbox: [false] } }),
  'long.md': block('sleep 300', 'bash'),
}

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'nixproof-matrix-'))
  for (const [name, text] of Object.entries(FILES)) {
    await mkdir(dirname(join(dir, name)), { recursive: true })
    await writeFile(join(dir, name), text)
  }
  const words = await GitFixture.create(join(dir, 'words'))
  await words.commit('2025-01-01T00:00:00Z', { word: 'from the clone\n' })
})
afterAll(() => rm(dir, { recursive: true, force: true }))

const matrix = (config: string, ...args: string[]) =>
  nixproof(['matrix', '--config', config, ...args], {}, dir)

async function containers(): Promise<Docker.ContainerInfo[]> {
  const filters = { label: [TUTORIAL_LABEL] }
  const all = await new Docker().listContainers({ all: true, filters })
  return all.filter(({ Labels }) => Labels[TUTORIAL_LABEL]?.startsWith(dir))
}

/** How many of them do what slow.md says. */
async function working(): Promise<number> {
  const all = await containers()
  const running = await Promise.all(
    all.map(async ({ Id }) => {
      const top = (await new Docker()
        .getContainer(Id)
        .top()
        .catch(() => ({}))) as {
        Processes?: string[][]
      }
      return top.Processes?.some((columns) => columns.at(-1) === 'sleep 4')
    }),
  )
  return running.filter(Boolean).length
}

describe('nixproof matrix', { timeout: 300_000 }, () => {
  test('proves tutorials in all cells, and takes what fails as expected for proved: 0', async () => {
    const args = { junit: 'j.xml', json: 'r.json', markdown: 's.md' }
    const { exitCode, stdout, stderr } = await matrix(
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
        'nix               2.8    2.34   2.34   2.26',
        'sandbox           off    off    on     off',
        'variant           local  local  local  fetched',
        'docs/versions.md  ≈      ✔      ✔      ✔',
        'docs/places.md    ✔      ✔      ✔      ✔',
        '✔ held   ≈ failed as expected',
        '',
      ].join('\n'),
    )
    expect(stdout).toMatch(/^Proved: \d+ held, \d+ not run \d+\.\d s$/m)
    expect(exitCode).toBe(0)

    const read = (name: string): Promise<string> => readFile(join(dir, 'out', name), 'utf8')
    expect(await read('s.md')).toMatch(
      /\| ✅ \| `docs\/places\.md` \| nix=2\.26,nixpkgs=24\.11,sandbox=off,variant=fetched \| 2 \| 0 \| 1 \|/,
    )
    const cell = 'nix=2.34,nixpkgs=24.11,sandbox=on,variant=local'
    expect(await read('j.xml')).toContain(`<testsuite name="docs/places.md (${cell})"`)
    expect(await read('j.xml')).toContain(`<testcase classname="docs/places.md (${cell})"`)
    expect(JSON.parse(await read('r.json'))).toMatchObject({ numFailedTests: 0 })
    expect(await read('r.json')).toContain(`"cell":"${cell}"`)
    expect(await containers()).toEqual([])
  })

  test('tells of a failure that is expected and does not come: 1', async () => {
    const { exitCode, stdout, stderr } = await matrix('stopped.json')
    expect(stderr).toMatch(
      /✖ fails with DRIFT_OUTPUT: it came with 2\.20\n.*EXPECTED_FAILURE_MISSING/,
    )
    expect(stderr).toMatch(/found {3}2 of 2 checks held, none failed so/)
    expect(stdout).toMatch(/^Not proved: 2 held, 1 did not/m)
    expect(exitCode).toBe(1)
  })

  test('proves nothing where one cell has run no check, though others have: 2', async () => {
    const { exitCode, stdout, stderr } = await matrix('empty.json')
    expect(stderr).toMatch(
      /^sandbox {7}off {2}on\nsandboxed\.md {2}– {4}✔\n✔ held {3}– nothing run$/m,
    )
    expect(stderr).toMatch(/\[NO_CHECKS\]\n {2}found {3}nix=2\.26,nixpkgs=24\.11,sandbox=off,/)
    expect(stdout).toMatch(/^Not proved: 1 held, 1 not run/m)
    expect(exitCode).toBe(2)
  })

  test('--jobs says how many work at once, and one more waits with its container started', async () => {
    const running = matrix('slow.json', '--jobs', '1')
    let ended = false
    void running.then(() => (ended = true))
    const seen: [started: number, atWork: number][] = []
    while (!ended) {
      seen.push([(await containers()).length, await working()])
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    const { exitCode, all } = await running
    expect([exitCode, all]).toEqual([0, expect.stringMatching(/^Proved: 4 held/m)])
    expect(Math.max(...seen.map(([, atWork]) => atWork))).toBe(1)
    // Another one may be on its way out.
    expect(Math.max(...seen.map(([started]) => started))).toBeLessThanOrEqual(3)
    expect(seen).toContainEqual([2, 1])
  })

  test.for(['0', 'all'])('refuses --jobs %s, before anything is set up: 2', async (jobs) => {
    const { exitCode, stderr } = await matrix('slow.json', '--jobs', jobs)
    expect(stderr).toMatch(/--jobs <count>.*a whole number from 1 on/)
    expect(stderr).not.toContain('Engine:')
    expect(exitCode).toBe(2)
  })

  test('stops within 2 s on Ctrl-C, and leaves nothing behind', async () => {
    const running = matrix('long.json')
    await expect.poll(containers, { timeout: 60_000, interval: 200 }).toHaveLength(3)
    await new Promise((resolve) => setTimeout(resolve, 2000))
    const startedAt = performance.now()
    running.kill('SIGINT')
    const { exitCode, signal } = await running
    const tookMs = performance.now() - startedAt
    expect([exitCode, signal]).toEqual([undefined, 'SIGINT'])
    expect(await containers()).toEqual([])
    expect(tookMs).toBeLessThan(2000)
  })
})
