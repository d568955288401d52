import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { GitFixture } from '../../../specs/_git.ts'
import { codes, fetchFile, fetchTree, history, Lessons } from '../../../specs/_pins.ts'
import { applyEdits } from '../fixing/edit.ts'
import { blameOf } from './report.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const HASH = 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='

let lessons: Lessons
let dir: string
let fixture: GitFixture
let commits: readonly string[]
let judge: Lessons['judge']

beforeAll(async () => {
  lessons = await Lessons.create()
  ;({ dir, fixture, commits, judge } = lessons)
})
afterAll(() => lessons[Symbol.asyncDispose]())

describe('judgePin()', () => {
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

  test('finds files and revisions whose URL is percent-encoded', async () => {
    const odd = await GitFixture.create(join(dir, 'odd'))
    await odd.commit('2025-01-01T00:00:00Z', { 'sub dir/päckage.nix': '{ }: 1\n' })
    await odd.git('switch', '--quiet', '--create', 'a+b')
    const call = { file: 'a.nix', path: odd.path, mode: 'pin' } as const
    const text = fetchFile('a%2Bb/sub%20dir/p%C3%A4ckage.nix', '')
    const report = await judge(text, call)
    expect(codes(report)).toEqual(['PIN_EMPTY', 'PIN_MOVING'])
    const mended = applyEdits(text, report.edits)
    expect(mended).toMatch(/lessons\/[0-9a-f]{40}\/sub%20dir\/p%C3%A4ckage\.nix/)
    expect(codes(await judge(mended, call))).toEqual(['PIN_OK'])
  })

  test('blames the tutorial for a hash that Nix refuses, and writes one that it takes', async () => {
    const call = { file: 'a.nix' }
    const right = (await judge(fetchTree(commits[3]!, ''), call)).edits[0]!.text
    const bare = Buffer.from(right.replace('sha256-', ''), 'base64').toString('hex')
    const text = fetchTree(commits[3]!, bare)
    const report = await judge(text, call)
    expect(codes(report)).toEqual(['PIN_INVALID'])
    expect(blameOf([report])).toBe('tutorial')
    expect(report.pins[0]?.findings[0]).toMatchObject({
      place: { line: 1, column: text.indexOf(bare) + 1 },
      wanted: expect.stringContaining('sha256-'),
      found: expect.stringContaining(right),
      next: '`--fix` writes the current hash',
    })
    expect(codes(await judge(applyEdits(text, report.edits), call))).toEqual(['PIN_OK'])
    const elsewhere = text.replace('lessons', 'other')
    const unjudged = await judge(elsewhere, call)
    expect(codes(unjudged)).toEqual(['PIN_INVALID'])
    expect(applyEdits(elsewhere, unjudged.edits)).toContain(`"${right}"`)
    const twice = await judge(text.replace(bare, `${right}"; sha256 = "${right}`), call)
    expect(codes(twice)).toEqual(['PIN_INVALID'])
    expect(blameOf([twice])).toBe('tutorial')
    expect(twice.edits).toEqual([])
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

  test('says that submodules and files of Git LFS are not in what is fetched', async () => {
    const host = await GitFixture.create(join(dir, 'pointers'))
    const first = await host.commit('2025-01-01T00:00:00Z', {
      '.gitattributes': '*.bin filter=lfs\n',
      'a.bin': `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 9\n`,
    })
    await host.git('update-index', '--add', '--cacheinfo', `160000,${first},sub/module`)
    await host.git('commit', '--quiet', '-m', 'A submodule')
    const call = { file: 'a.nix', path: host.path }
    const said = history(await judge(fetchTree('main'), call)).join('\n')
    expect(said).toContain('Submodules are empty directories in what is fetched: "sub/module"')
    expect(said).toContain('unless the host is set to put those in: "a.bin"')
  })
})
