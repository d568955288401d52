import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { nixproof } from './_cli.ts'
import { makeRepository } from './_repository.ts'
import { blobOf, BLOBS, blobTo, tutorialOf, useSharded } from './_shards.ts'

const sharded = useSharded()
const { run, merge } = sharded

describe('nixproof verify --shard, and nixproof merge', () => {
  test('report what one machine would, with the exit code of all: 1', async () => {
    const files = { junit: 'j.xml', json: 'r.json', markdown: 's.md', badge: 'b.json', html: 'h' }
    const args = Object.entries(files).flatMap(([name, file]) =>
      `--reporter ${name} --output-file ${name}=out/${file}`.split(' '),
    )
    const { exitCode, stdout, stderr } = await merge(BLOBS, ...args)
    expect(stdout).toMatch(/^Not proved: 4 held, 1 did not, 1 not run \d+\.\d s$/m)
    expect(stderr).toMatch(/✖ docs\/bad\.md:3:1 {2}Say bad[^]*DRIFT_OUTPUT[^]*> 5 \| good/)
    expect(exitCode).toBe(1)
    const read = (name: string): string => readFileSync(join(sharded.dir, 'out', name), 'utf8')
    expect(read('j.xml')).toMatch(/tests="6" failures="1"/)
    expect(JSON.parse(read('r.json'))).toMatchObject({ numPassedTests: 4, numFailedTests: 1 })
    expect(read('s.md')).toMatch(/4 proved, 1 failed, 1 skipped[^]*docs\/bad\.md:5:1.*DRIFT_OUTPUT/)
    expect(JSON.parse(read('b.json'))).toMatchObject({ message: '1 of 5 failed' })

    const whole = await run('verify', 'docs', '--reporter', 'json')
    const checks = (text: string): unknown =>
      (JSON.parse(text) as Results).testResults
        .flatMap(({ name, assertionResults }) =>
          assertionResults.map(({ fullName, status }) => [name, fullName, status].join(' ')),
        )
        .toSorted()
    expect(checks(read('r.json'))).toEqual(checks(whole.stdout))
    expect(whole.exitCode).toBe(exitCode)
  })

  test('take a file that is named twice for one, and name no more shards than one can read', async () => {
    const twice = await merge(BLOBS, blobOf(1), join(sharded.dir, blobOf(2)))
    expect(twice.stdout).toMatch(/^Not proved: 4 held, 1 did not/)
    expect(
      (await run('verify', 'docs', '--shard', '1/40', ...blobTo('out/40/1.json'))).exitCode,
    ).toBe(0)
    const { stderr } = await merge('out/40')
    expect(stderr).toMatch(/^Shards 2\/40, 3\/40, .*, 9\/40 and 31 more: results are missing/m)
  })

  test('name a missing shard in every report, and all that it had to run: 3', async () => {
    const two = await sharded.some('two', 1, 3)
    const { exitCode, stdout, stderr } = await merge(two, '--reporter', 'markdown')
    const { units } = JSON.parse(await readFile(join(sharded.dir, two, '1.json'), 'utf8')) as {
      units: unknown[]
    }
    expect(units).toHaveLength(6)
    expect(stdout.match(/\| Shard 2\/3 is missing `SHARD_MISSING`/g)).toHaveLength(2)
    expect(stderr).toMatch(/✖ docs\/\w+\.md:1:1 {2}not run[^]*Run shard 2\/3 again/)
    expect(stderr).toMatch(/\nShard 2\/3: results are missing \[SHARD_MISSING\]/)
    expect(exitCode).toBe(3)
    const reports = ['junit', 'json', 'badge', 'verbose', 'tap']
    for (const name of reports) {
      const one = await merge(blobOf(1), '--reporter', name)
      expect([one.exitCode, name]).toEqual([3, name])
      expect(one.stdout).toMatch(name === 'badge' ? /of 5 failed|not proved/ : /Shard 2\/3 is miss/)
      expect(one.stderr).toMatch(/Shards 2\/3 and 3\/3: results are missing/)
      expect(one.all).not.toMatch(/Unhandled|TypeError/)
    }
  })

  test('miss the shard of a machine without an engine', async () => {
    const file = 'out/none/2.json'
    const env = { DOCKER_HOST: 'unix:///nowhere.sock', NIXPROOF_PROVISION: 'never' }
    const args = ['verify', 'docs', '--shard', '2/3', ...blobTo(file)]
    expect((await nixproof(args, env, sharded.dir)).exitCode).toBe(3)
    const { exitCode, stderr } = await merge(blobOf(1), blobOf(3))
    expect(stderr).toMatch(/Shard 2\/3: results are missing/)
    expect(exitCode).toBe(3)
  })

  test('lead to files of where it is merged, whatever directory they were proved in', async () => {
    await using other = await makeRepository({ 'docs/bad.md': tutorialOf('bad', 'good') })
    const paths = [1, 2, 3].map((index) => join(sharded.dir, blobOf(index)))
    const args = ['merge', ...paths, '--reporter', 'github-actions']
    const { stdout } = await nixproof(args, {}, other.path)
    expect(stdout).toContain(`::error file=${other.path}/docs/bad.md,`)
    expect(stdout).not.toContain(sharded.dir)
  })

  test('tell a machine that there is nothing for it, which proves nothing by itself', async () => {
    const call = (index: number, ...more: string[]) =>
      run('verify', 'docs/a.md', '--shard', `${index}/3`, ...more)
    const alone = await Promise.all([1, 2, 3].map((index) => call(index)))
    expect(alone.filter(({ exitCode }) => exitCode === 0)).toHaveLength(1)
    expect(alone.filter(({ exitCode }) => exitCode === 2)).toHaveLength(2)
    expect(alone.map(({ stderr }) => stderr).join('')).toMatch(/fewer tutorials than shards/)
    for (const index of [1, 2, 3]) {
      const { exitCode, stderr } = await call(index, ...blobTo(`out/idle/${index}.json`))
      expect(stderr).toMatch(/Nothing to prove|✔ docs\/a\.md/)
      expect(exitCode).toBe(0)
    }
    const { exitCode, stdout } = await merge('out/idle')
    expect(stdout).toMatch(/^Proved: 1 held/)
    expect(exitCode).toBe(0)
  })

  test('do not fail the machine that has what is skipped, and fail where all is: 2', async () => {
    const file = 'out/skipped.json'
    const args = ['verify', 'docs/elsewhere', '--shard', '1/1', ...blobTo(file)]
    const { exitCode, stdout } = await run(...args)
    expect(stdout).toMatch(/^Nothing to prove: 0 held, 1 not run/m)
    expect(exitCode).toBe(0)
    const merged = await merge(file)
    expect(merged.stderr).toMatch(/NO_CHECKS/)
    expect(merged.exitCode).toBe(2)
  })

  test('say where results cannot be written: 3', async () => {
    const args = ['verify', 'docs/a.md', ...blobTo('docs/b.md/1.json')]
    const { exitCode, stderr } = await run(...args)
    expect(stderr).toMatch(/cannot be written \[FILE_NOT_WRITTEN\][^]*docs\/b\.md\/1\.json/)
    expect(exitCode).toBe(3)
  })

  test('refuse what no shard can be: 2', async () => {
    for (const text of ['0/3', '4/3', '1', '1/0', 'a/b', '1/2/3']) {
      const { exitCode, stderr } = await run('verify', 'docs', '--shard', text)
      expect(stderr).toMatch(/It is i\/n, with i from 1 to n/)
      expect(exitCode).toBe(2)
    }
  })
})

interface Results {
  readonly testResults: readonly {
    readonly name: string
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[]
  }[]
}
