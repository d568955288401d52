import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { nixproof } from './_cli.ts'
import { makeDirectory, writeFiles } from './_repository.ts'

const GOOD = '```console\n$ echo fine\nfine\n```\n'
const BAD = '```console\n$ echo fine\nbad\n```\n'
const CONFIG = {
  tutorials: ['docs'],
  axes: { nix: ['2.26'], sandbox: [false, true] },
  expect: [
    {
      cells: { sandbox: true },
      tutorial: 'docs/bad.md',
      code: 'DRIFT_OUTPUT',
      reason: 'issue 7',
    },
  ],
}

let made: Awaited<ReturnType<typeof makeDirectory>>
let dir: string
beforeAll(async () => {
  made = await makeDirectory()
  dir = made.path
  await writeFiles(dir, {
    'docs/bad.md': BAD,
    'docs/good.md': GOOD,
    'docs/dry.md': `<!-- nixproof { only-on: { sandbox: true } } -->\n${GOOD}`,
    'nixproof.config.json': JSON.stringify(CONFIG),
  })
})
afterAll(() => made[Symbol.asyncDispose]())

const run = (...args: string[]) => nixproof(args, {}, dir)
const shard = (index: number, ...more: string[]) => {
  const blob = ['--reporter', 'blob', '--output-file', `blob=blobs/${index}.json`]
  return run('matrix', '--shard', `${index}/4`, ...blob, ...more)
}

describe('nixproof matrix --shard', () => {
  test('and merge report what one machine would, in one grid', async () => {
    for (const index of [1, 2, 3, 4]) {
      const { stderr, exitCode } = await shard(index)
      expect(stderr).toMatch(new RegExp(`^Shard ${index}/4: [12] of 6 tutorials in cells$`, 'm'))
      // What a shard has of a cell may all be skipped.
      expect(stderr).not.toContain('NO_CHECKS')
      expect([0, 1]).toContain(exitCode)
    }
    const report = ['--reporter', 'markdown', '--output-file', 's.md']
    const merged = await run('merge', 'blobs', ...report)
    const whole = await run('matrix')
    const grid = (text: string): string[] =>
      text
        .slice(text.indexOf('\nsandbox'))
        .split('\n')
        .filter((line) => /^docs|^sandbox/.test(line))
        .toSorted()
    expect(grid(merged.stderr)).toEqual([
      'docs/bad.md   ✖    ≈',
      'docs/dry.md   –    ✔',
      'docs/good.md  ✔    ✔',
      'sandbox       off  on',
    ])
    expect(grid(whole.stderr)).toEqual(grid(merged.stderr))
    expect([merged.exitCode, whole.exitCode]).toEqual([1, 1])
    const cell = 'nix=2.26,nixpkgs=24.11,sandbox=off,variant=local'
    expect(readFileSync(join(dir, 's.md'), 'utf8')).toMatch(`| ❌ | \`docs/bad.md\` | ${cell} |`)
  })

  test('has what is missing in its cell: 3', async () => {
    const { stderr, exitCode } = await run('merge', 'blobs/1.json', 'blobs/2.json', 'blobs/3.json')
    expect(stderr).toMatch(/^! nix=2\.26,nixpkgs=24\.11,sandbox=on,variant=local {2}docs\/\w+\.md/m)
    expect(stderr).toMatch(/^docs\/\w+\.md +\S+ +!$/m)
    expect(stderr).toMatch(/Shard 4\/4: results are missing/)
    expect(exitCode).toBe(3)
  })

  test('is not merged with one of another configuration: 2', async () => {
    const other = { ...CONFIG, expect: [{ ...CONFIG.expect[0], code: 'NIX_SYNTAX' }] }
    await writeFiles(dir, { 'other.json': JSON.stringify(other) })
    await shard(4, '--config', 'other.json')
    const { stderr, exitCode } = await run('merge', 'blobs')
    expect(stderr).toMatch(/Shards are of different tutorials[^]*docs\/bad\.md in nix=2\.26/)
    expect(exitCode).toBe(2)
  })
})
