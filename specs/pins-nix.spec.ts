import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { NixContainer } from '../harness/container/nix-container.ts'
import { Repository } from '../harness/git/repository.ts'
import { sri } from '../harness/nar/notation.ts'
import { hashTrees } from '../harness/nar/hash-trees.ts'
import { nixproof } from './_cli.ts'
import { GitFixture } from './_git.ts'
import { Lessons } from './_pins.ts'

const README = fileURLToPath(new URL('../fixtures/pins/README.md', import.meta.url))

let lessons: Lessons
let dir: string
let origin: string
let pins: Lessons['command']

beforeAll(async () => {
  lessons = await Lessons.create()
  ;({ dir, origin, command: pins } = lessons)
})
afterAll(() => lessons?.[Symbol.asyncDispose]())

describe('nixproof pins, interrupted', () => {
  test('leaves nothing behind, neither files nor processes', async () => {
    const steps = Array.from({ length: 3000 }, (_, index) => ({
      [`f-${index % 50}`]: `${index} `.repeat(9000),
    }))
    const { path } = await GitFixture.import(join(dir, 'long'), steps)
    const temporary = join(dir, 'tmp')
    await mkdir(temporary)
    const file = join(dir, 'long.nix')
    const hash = `sha256-${'A'.repeat(42)}E=`
    await writeFile(
      file,
      `fetchFromGitHub { owner = "o"; repo = "r"; rev = "main"; hash = "${hash}"; }`,
    )
    const run = nixproof(['pins', file, '--origin', `github:o/r=${path}`], {
      TMPDIR: temporary,
      XDG_CACHE_HOME: join(dir, 'cache'),
    })
    // Until its threads are at work.
    const reading = (): Promise<string> => gitProcesses(temporary)
    await expect.poll(reading, { timeout: 30_000, interval: 50 }).toContain('cat-file')
    run.kill('SIGINT')
    const { signal } = await run
    expect(signal).toBe('SIGINT')
    await expect.poll(reading, { timeout: 10_000 }).toBe('')
    expect(await readdir(temporary)).toEqual([])
  })
})

/** Command lines of the git processes that work in a directory. */
async function gitProcesses(path: string): Promise<string> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const lines = await Promise.all(
    ids.map((id) => readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')),
  )
  return lines.filter((line) => line.startsWith('git') && line.includes(path)).join('\n')
}

describe('hashTrees()', () => {
  test('has the hash that nix-hash has, of everything that a tree can hold', async () => {
    const fixture = await GitFixture.create(join(dir, 'everything'))
    const commit = await fixture.commit('2025-01-01T00:00:00Z', {
      'b.txt': 'sorts before b/ in git, and after b in a NAR',
      'b/c': 'C'.repeat(10_000),
      'b-': { executable: '#!/bin/sh\n' },
      link: { link: 'b/c' },
      dangling: { link: '/nowhere' },
      empty: '',
      'ünï/日本語.txt': 'names',
      [`${'long-name/'.repeat(15)}file`]: 'a path of more than 100 bytes',
      'docs/x': 'left out',
      version: 'commit $Format:%H$\n',
    })
    const attributes = await fixture.commit('2025-01-02T00:00:00Z', {
      '.gitattributes': 'docs export-ignore\nversion export-subst\nb.txt eol=crlf\n',
    })
    await using repository = await Repository.open(fixture.path)
    const { gitDir, replay } = repository
    const job = {
      git: { home: replay.git.home },
      gitDir,
      algorithm: 'sha256',
      content: 'archive',
    } as const
    const chain = await repository.chain(attributes)
    const hashes = await hashTrees(job, chain, { signal: new AbortController().signal })
    for (const id of [commit, attributes]) {
      // As a reader's Nix would have it: the host's archive, unpacked.
      const tree = join(dir, `unpacked-${id}`, 'tree')
      await execa('mkdir', ['-p', tree])
      const { stdout } = await execa('git', ['archive', '--format=tar', id], {
        cwd: fixture.path,
        encoding: 'buffer',
      })
      await execa('tar', ['-x', '-C', tree], { input: stdout })
      await using container = await new NixContainer(inject('image'))
        .withWorkspace(join(tree, '..'))
        .start()
      const nix = await container.run(['nix-hash', '--type', 'sha256', '--base64', 'tree'])
      const ours = hashes.get(id)?.digest ?? ''
      expect(sri('sha256', Buffer.from(ours, 'hex'))).toBe(`sha256-${nix.stdout.trim()}`)
    }
  })

  test('has the flat hash of a file that nix-hash has, in the notation of the text', async () => {
    await using container = await new NixContainer(inject('image'))
      .withWorkspace(join(dir, 'lessons'))
      .start()
    const args = ['--flat', '--type', 'sha256', '--base32', 'lesson-3/greeter/default.nix']
    const nix = await container.run(['nix-hash', ...args])
    const { stdout } = await pins(README, '--origin', origin)
    expect(stdout).toContain(`found    "sha256:${nix.stdout.trim()}"`)
  })
})
