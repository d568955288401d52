import { copyFile, mkdtemp, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { nixproof } from './_cli.ts'
import { Lessons } from './_pins.ts'

const CLI = fileURLToPath(new URL('../harness/cli.ts', import.meta.url))
const README = fileURLToPath(new URL('../fixtures/pins/README.md', import.meta.url))

let lessons: Lessons
let dir: string
let readme: string
let origin: string
let pins: Lessons['command']

beforeAll(async () => {
  lessons = await Lessons.create()
  ;({ dir, origin, command: pins } = lessons)
  readme = join(dir, 'README.md')
})
afterAll(() => lessons?.[Symbol.asyncDispose]())

describe('nixproof pins', () => {
  test('names the exact commits that stale pins are of, and writes nothing: 1', async () => {
    await copyFile(README, readme)
    const { stdout, exitCode } = await pins(readme, '--origin', origin)
    const [first, second, third] = lessons.commits.map((id) => id.slice(0, 12))
    expect(stdout).toContain(`PIN_STALE  ${readme}:15:31`)
    expect(stdout).toContain(
      `The hash fits 3 commits, ${first} (2025-01-01 08:00 UTC) to ${third} (2025-01-01 09:19 UTC), for 1 hour 50 minutes`,
    )
    expect(stdout).toContain(
      `The hash fits commit ${second} (2025-01-01 08:52 UTC), for 27 minutes`,
    )
    expect(stdout).toMatch(/^-.*sha256:1hk0ml9g.*\n\+.*sha256:1pc18mpy/m)
    expect(exitCode).toBe(1)
    expect(await readFile(readme, 'utf8')).toBe(await readFile(README, 'utf8'))
  })

  test('judges the moment at which everything worked: 0, with a warning', async () => {
    const { stdout, exitCode } = await pins(README, '--origin', `${origin}@${lessons.commits[1]}`)
    expect(stdout).toContain('2 pins: 2 ok, 2 moving')
    expect(exitCode).toBe(0)
  })

  test('with --at-pin --fix makes the text work again, hashes and comments as they were: 0', async () => {
    await copyFile(README, readme)
    const { stdout, exitCode } = await pins(readme, '--origin', origin, '--at-pin', '--fix')
    expect(stdout).toContain('Written. Now 2 pins: 2 ok')
    expect(exitCode).toBe(0)
    const expected = (await readFile(README, 'utf8'))
      .replace('refs/heads/main', lessons.commits[1]!)
      .replace('rev = "main"', `rev = "${lessons.commits[1]}"`)
    expect(await readFile(readme, 'utf8')).toBe(expected)
  })

  test('prints a diff that git applies', async () => {
    await copyFile(README, readme)
    const env = { XDG_CACHE_HOME: join(dir, 'cache') }
    const args = ['pins', 'README.md', '--origin', origin, '--pin']
    const { stdout: diff } = await nixproof(args, env, dir)
    const patch = diff.slice(diff.indexOf('--- '), diff.indexOf('Nothing was written'))
    await execa('git', ['apply', '-'], { cwd: dir, input: patch })
    const { exitCode } = await pins(readme, '--origin', origin)
    expect(exitCode).toBe(0)
  })

  test('prints JSON of a version, with everything in it', async () => {
    const { stdout, exitCode } = await pins(README, '--origin', origin, '--json')
    const report = JSON.parse(stdout) as Record<string, unknown>
    expect(report).toMatchObject({
      format: 1,
      exitCode: 1,
      files: [
        {
          file: README,
          pins: [
            {
              findings: [{ code: 'PIN_STALE' }, { code: 'PIN_MOVING' }],
              path: 'lesson-3/greeter/default.nix',
            },
            { history: { runs: [{ first: { id: lessons.commits[1] }, heldSeconds: 27 * 60 }] } },
          ],
          windows: [
            { runs: [{ first: { id: lessons.commits[1] }, last: { id: lessons.commits[1] } }] },
          ],
          edits: [{}, {}],
        },
      ],
    })
    expect(exitCode).toBe(1)
  })

  test.each([
    ['a file that is not there', ['no.md'], 2, 'cannot be read'],
    ['an origin without a path', [README, '--origin', 'github:a/b'], 2, 'USAGE'],
    ['a clone that is none', [README, '--origin', 'github:a/b=/'], 2, 'ORIGIN_INVALID'],
    ['a revision that is not there', [README, '--origin', '@nope'], 2, 'has no revision "nope"'],
    [
      'no origin for a repository',
      [README],
      2,
      'Say where a clone of it is: --origin github:example/lessons=PATH',
    ],
    [
      'no pin',
      [fileURLToPath(new URL('../fixtures/nixos/README.md', import.meta.url))],
      2,
      'NO_PINS',
    ],
    ['a date that is none', [README, '--since', 'soonish'], 2, '--since is not a date'],
    ['both ways to pin', [README, '--pin', '--at-pin'], 2, 'cannot be used with'],
  ])('blames the call: %s', async (_what, args, code, text) => {
    const all = args.map((arg) => (arg.startsWith('@') ? `${origin}${arg}` : arg))
    const run = await pins(...all)
    expect(run.all).toContain(text)
    expect(run.exitCode).toBe(code)
  })

  test('counts the pieces of Nix that have no pin', async () => {
    const file = join(dir, 'none.nix')
    await writeFile(file, '{ }\n')
    expect((await pins(file)).all).toContain('1 piece of Nix without any')
  })

  test('ends by Ctrl-C whenever it comes, leaves no directory, and writes nothing after it', async () => {
    for (const delay of [350, 450, 550, 650, 750]) {
      const temporary = await mkdtemp(join(dir, 'tmp-'))
      await copyFile(README, readme)
      const run = execa(process.execPath, [CLI, 'pins', readme, '--origin', origin, '--fix'], {
        env: { TMPDIR: temporary, XDG_CACHE_HOME: temporary },
        // A group of its own, as a terminal makes it; git gets the signal, too.
        detached: true,
        reject: false,
      })
      await setTimeout(delay)
      const sentAt = Date.now()
      // On a fast machine it may have come to its end.
      const running = run.nodeChildProcess.exitCode === null
      if (running) process.kill(-run.pid!, 'SIGINT')
      expect((await run).signal).toBe(running ? 'SIGINT' : undefined)
      expect((await readdir(temporary)).filter((name) => name !== 'nixproof')).toEqual([])
      expect((await stat(readme)).mtimeMs).toBeLessThanOrEqual(sentAt)
    }
  })

  test('blames the environment when there is no git: 3', async () => {
    const run = await nixproof(['pins', README, '--origin', origin], { PATH: '/nonexistent' })
    expect(run.all).toContain('GIT_NOT_FOUND')
    expect(run.exitCode).toBe(3)
  })
})
