import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { GitFixture, lessonsHistory } from '../../../specs/_git.ts'
import { config } from '../../config.ts'
import { Repository } from '../../git/repository.ts'
import { applyEdits, type EditMode } from './edits.ts'
import { blameOf, examine, type FileReport } from './report.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const README = fileURLToPath(new URL('../../../fixtures/pins/README.md', import.meta.url))
const HASH = 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='
const NAMED = { host: 'github', owner: 'example', repo: 'lessons' } as const

let dir: string
let fixture: GitFixture
let commits: string[]
let text: string

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'nixproof-pins-'))
  // Hashes of the tests are nobody's hashes.
  Object.assign(config, { cacheDir: join(dir, 'cache') })
  ;({ fixture, commits } = await lessonsHistory(join(dir, 'lessons')))
  text = await readFile(README, 'utf8')
})
afterAll(async () => {
  await rm(dir, { recursive: true, force: true })
})

interface Call {
  readonly file?: string
  readonly rev?: string
  readonly mode?: EditMode
  readonly path?: string
  readonly since?: string
}

async function judge(content: string, call: Call = {}): Promise<FileReport> {
  const { file = 'README.md', rev, mode = 'hash', path = fixture.path, since } = call
  await using repository = await Repository.open(path, rev)
  const options = { signal: new AbortController().signal, since }
  return await examine(file, content, [{ named: NAMED, repository }], mode, options)
}

const codes = (report: FileReport): string[] =>
  report.pins.flatMap(({ findings }) => findings.map(({ code }) => code))
const history = (report: FileReport): string[] =>
  report.pins.flatMap(({ findings }) => findings.flatMap((finding) => finding.history))
const fetchTree = (rev: string, hash = HASH): string =>
  `fetchFromGitHub { owner = "example"; repo = "lessons"; rev = "${rev}"; hash = "${hash}"; }`
const fetchFile = (rest: string, hash = HASH): string =>
  `fetchurl { url = "https://raw.githubusercontent.com/example/lessons/${rest}"; hash = "${hash}"; }`

describe('examine()', () => {
  test('finds the commits that stale pins are of, and the 27 minutes when both held', async () => {
    const report = await judge(text)
    expect(codes(report)).toEqual(['PIN_STALE', 'PIN_MOVING', 'PIN_STALE', 'PIN_MOVING'])
    const runs = report.pins.map(({ judgement: { content } }) =>
      content.state === 'stale'
        ? content.archaeology.runs.map(({ first, last, from, until }) => [
            first.id,
            last.id,
            until! - from,
          ])
        : [],
    )
    expect(runs).toEqual([
      [[commits[0], commits[2], 110 * 60]],
      [[commits[1], commits[1], 27 * 60]],
    ])
    expect(report.windows).toHaveLength(1)
    expect(report.windows[0]?.runs).toMatchObject([
      { first: { id: commits[1] }, last: { id: commits[1] }, commits: 1 },
    ])
    expect(history(report)).toContain(
      `The hash fits commit ${commits[1]!.slice(0, 12)} (2025-01-01 08:52 UTC), for 27 minutes`,
    )
    expect(blameOf([report])).toBe('tutorial')
  })

  test.each([
    [0, ['PIN_OK', 'PIN_MOVING', 'PIN_STALE', 'PIN_MOVING']],
    [1, ['PIN_OK', 'PIN_MOVING', 'PIN_OK', 'PIN_MOVING']],
    [2, ['PIN_OK', 'PIN_MOVING', 'PIN_STALE', 'PIN_MOVING']],
    [3, ['PIN_STALE', 'PIN_MOVING', 'PIN_STALE', 'PIN_MOVING']],
  ])('judges the moment when the branch was at commit %i', async (index, expected) => {
    const report = await judge(text, { rev: commits[index]! })
    expect(codes(report)).toEqual(expected)
    expect(blameOf([report])).toBe(index === 1 ? undefined : 'tutorial')
  })

  test('makes the text work again: the same hashes at their commit, or new ones', async () => {
    for (const mode of ['at-pin', 'pin', 'hash'] as const) {
      const { edits } = await judge(text, { mode })
      const mended = applyEdits(text, edits)
      const expected =
        mode === 'hash' ? ['PIN_OK', 'PIN_MOVING', 'PIN_OK', 'PIN_MOVING'] : ['PIN_OK', 'PIN_OK']
      expect(codes(await judge(mended))).toEqual(expected)
      expect(mended.split(commits[1]!).length - 1).toBe(mode === 'at-pin' ? 2 : 0)
    }
  })

  test('says that no window is common to pins that never held together', async () => {
    const other = text.replace(
      '1hk0ml9gwj1j2nc7ny5wyja35yci1y163imcnvr9i37pib0mk70b',
      '1pc18mpymjqb4ikdrc9ydgyx1wpr56y7zr28cbsgxb0jjzha4vaj',
    )
    const report = await judge(other)
    expect(codes(report)).toEqual(['PIN_OK', 'PIN_MOVING', 'PIN_STALE', 'PIN_MOVING'])
    expect(report.windows[0]?.runs).toEqual([])
  })

  test('tells an empty hash from a fake one, and gives the right one', async () => {
    const file = 'a.nix'
    const report = await judge(
      `[ (${fetchTree('main', '')}) (${fetchTree('main', 'sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=')}) ]`,
      { file },
    )
    expect(codes(report)).toEqual(['PIN_EMPTY', 'PIN_MOVING', 'PIN_FAKE', 'PIN_MOVING'])
    expect(report.edits).toHaveLength(2)
    expect(report.edits[0]?.text).toBe('sha256-6BG7ybMGlxnEVmJxMMYquePXS77XNXpsMw98FINEwUA=')
  })

  test('names what is near a revision or a path that is not there', async () => {
    const file = 'a.nix'
    const report = await judge(
      `[ (${fetchTree('maine')}) (${fetchFile('main/lesson-3/greter/default.nix')}) ]`,
      { file },
    )
    expect(codes(report)).toEqual(['PIN_UNREACHABLE', 'PIN_UNREACHABLE'])
    const found = report.pins.map(({ findings }) => findings[0]?.found)
    expect(found[0]).toContain('"main"')
    expect(found[1]).toContain('"lesson-3/greeter/default.nix"')
  })

  test('names where a file lives now, and the commit at which it was where the text says', async () => {
    const moved = await GitFixture.create(join(dir, 'moved'))
    const first = await moved.commit('2025-01-01T00:00:00Z', { 'a/x.nix': '{ }: "some text"\n' })
    await moved.commit('2025-01-02T00:00:00Z', {
      'a/x.nix': undefined,
      'b/y.nix': '{ }: "some text"\n',
    })
    const hash = 'sha256-zmlvFGyYS+q4nZf2iqw2uOBWdAkrNDcNRu0mCO6Ndl8='
    const call = { file: 'a.nix', path: moved.path, mode: 'at-pin' } as const
    const before = await judge(fetchFile(`${first}/a/x.nix`, ''), call)
    const right = fetchFile('main/a/x.nix', before.edits[0]?.text ?? hash)
    const report = await judge(right, call)
    expect(codes(report)).toEqual(['PIN_UNREACHABLE'])
    expect(report.pins[0]?.findings[0]?.found).toBe('The file is "b/y.nix" now')
    expect(applyEdits(right, report.edits)).toContain(`/lessons/${first}/a/x.nix`)
  })

  test('looks on other branches for what the branch itself never had', async () => {
    await fixture.git('switch', '--quiet', '--create', 'side', commits[0]!)
    const side = await fixture.commit('2025-01-03T00:00:00Z', { side: 'only here' })
    await fixture.git('switch', '--quiet', 'main')
    const there = await judge(fetchTree('side', ''), { file: 'a.nix' })
    const report = await judge(fetchTree('main', there.edits[0]!.text), {
      file: 'a.nix',
      mode: 'at-pin',
    })
    expect(history(report)[0]).toContain(
      `${side.slice(0, 12)} (2025-01-03 00:00 UTC), which the branch itself never was at`,
    )
    expect(report.edits[0]?.text).toBe(side)
  })

  test('says how much of the history it saw, in a shallow clone and with --since', async () => {
    const shallow = join(dir, 'shallow')
    await fixture.git('clone', '--quiet', '--depth', '2', `file://${fixture.path}`, shallow)
    const file = 'a.nix'
    expect(history(await judge(fetchTree('main'), { file, path: shallow }))[0]).toContain(
      'none of the 2 commits that were looked at',
    )
    const since = history(await judge(fetchTree('main'), { file, since: '2025-01-01T09:00:00Z' }))
    expect(since[0]).toMatch(/none of the \d commits that were looked at/)
    expect(history(await judge(fetchTree('main'), { file }))[0]).toMatch(/none of all \d commits/)
  })

  test('asks for an origin, and does not call green what was not judged', async () => {
    const call = { file: 'a.nix' }
    const elsewhere = fetchTree('main').replace('lessons', 'other')
    const report = await judge(elsewhere, call)
    expect(report.pins[0]?.findings).toMatchObject([
      {
        code: 'PIN_UNJUDGED',
        severity: 'call',
        next: expect.stringContaining('--origin github:example/other=PATH'),
      },
    ])
    expect(blameOf([report])).toBe('call')
    expect(
      blameOf([await judge('fetchurl { url = "https://example.org"; hash = ""; }', call)]),
    ).toBe('tutorial')
    expect(
      blameOf([await judge(`fetchurl { url = "https://example.org"; hash = "${HASH}"; }`, call)]),
    ).toBe('call')
    expect(blameOf([await judge('{ a = fetchurl {', call)])).toBe('tutorial')
    expect(
      blameOf([
        await judge(
          `[ (builtins.fetchGit { url = "https://github.com/example/lessons"; rev = "${commits[0]}"; }) ]`,
          call,
        ),
      ]),
    ).toBeUndefined()
  })

  test('judges an executable file, and a checkout', async () => {
    const file = 'a.nix'
    const app = fetchFile('main/lesson-3/greeter/greeter.sh', '').replace(
      'hash',
      'executable = true; hash',
    )
    const plain = await judge(fetchFile('main/lesson-3/greeter/greeter.sh', ''), { file })
    const executable = await judge(app, { file })
    expect(executable.edits[0]?.text).not.toBe(plain.edits[0]?.text)
    const checkout =
      'fetchgit { url = "https://github.com/example/lessons.git"; rev = "main"; hash = ""; }'
    const tree = await judge(fetchTree('main', ''), { file })
    expect((await judge(checkout, { file })).edits[0]?.text).toBe(tree.edits[0]?.text)
  })
})
