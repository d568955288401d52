import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { cp, mkdir, readFile, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { nixproof } from './_cli.ts'
import { git, makeRepository, type TestRepository } from './_repository.ts'

const GOOD = ['a', 'b', 'c', 'd']
const COUNT = 3
const SKIPPED = '<!-- nixproof { only-on: { variant: fetched } } -->\n```bash\ntrue\n```\n'
/** Where the shards of the one run are that most tests merge; git follows nothing in it. */
const BLOBS = 'out/blobs'

let repository: TestRepository
let dir: string
beforeAll(async () => {
  const good = GOOD.map((name) => [`docs/${name}.md`, tutorialOf(name, name)])
  repository = await makeRepository({
    ...Object.fromEntries(good),
    'docs/bad.md': tutorialOf('bad', 'good'),
    'docs/elsewhere/skipped.md': SKIPPED,
    '.gitignore': 'out\n',
  })
  dir = repository.path
  for (let index = 1; index <= COUNT; index += 1) await shard(index, COUNT)
})
afterAll(() => repository[Symbol.asyncDispose]())

function tutorialOf(says: string, shows: string): string {
  return `# Say ${says}\n\n\`\`\`console\n$ echo ${says}\n${shows}\n\`\`\`\n`
}

const run = (...args: string[]) => nixproof(args, {}, dir)
const blobTo = (file: string): string[] => ['--reporter', 'blob', '--output-file', `blob=${file}`]
const shard = (index: number, count: number, ...more: string[]) =>
  run('verify', 'docs', '--shard', `${index}/${count}`, ...blobTo(blobOf(index)), ...more)
const blobOf = (index: number): string => `${BLOBS}/${index}.json`
const merge = (...args: string[]) => run('merge', ...args)

/** A directory with some of the blobs, to which others can be added. */
async function some(name: string, ...indexes: number[]): Promise<string> {
  await mkdir(join(dir, 'out', name), { recursive: true })
  for (const index of indexes)
    await cp(join(dir, blobOf(index)), join(dir, 'out', name, `${index}.json`))
  return `out/${name}`
}

describe('nixproof verify --shard, and nixproof merge', () => {
  test('report what one machine would, with the exit code of all: 1', async () => {
    const files = { junit: 'j.xml', json: 'r.json', markdown: 's.md', badge: 'b.json', html: 'h' }
    const args = Object.entries(files).flatMap(([name, file]) => [
      ...['--reporter', name],
      ...['--output-file', `${name}=out/${file}`],
    ])
    const { exitCode, stdout, stderr } = await merge(BLOBS, ...args)
    expect(stdout).toMatch(/^Not proved: 4 held, 1 did not, 1 not run \d+\.\d s$/m)
    expect(stderr).toMatch(/✖ docs\/bad\.md:3:1 {2}Say bad[^]*DRIFT_OUTPUT[^]*> 5 \| good/)
    expect(exitCode).toBe(1)
    const read = (name: string): string => readFileSync(join(dir, 'out', name), 'utf8')
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

  test('name a missing shard in every report, and all that it had to run: 3', async () => {
    const two = await some('two', 1, 3)
    const { exitCode, stdout, stderr } = await merge(two, '--reporter', 'markdown')
    const { units } = JSON.parse(await readFile(join(dir, two, '1.json'), 'utf8')) as {
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
    expect((await nixproof(args, env, dir)).exitCode).toBe(3)
    const { exitCode, stderr } = await merge(blobOf(1), blobOf(3))
    expect(stderr).toMatch(/Shard 2\/3: results are missing/)
    expect(exitCode).toBe(3)
  })

  test('lead to files of where it is merged, whatever directory they were proved in', async () => {
    await using other = await makeRepository({ 'docs/bad.md': tutorialOf('bad', 'good') })
    const paths = [1, 2, 3].map((index) => join(dir, blobOf(index)))
    const args = ['merge', ...paths, '--reporter', 'github-actions']
    const { stdout } = await nixproof(args, {}, other.path)
    expect(stdout).toContain(`::error file=${other.path}/docs/bad.md,`)
    expect(stdout).not.toContain(dir)
  })

  test('tell a machine that there is nothing for it, which proves nothing by itself', async () => {
    const call = (index: number, ...more: string[]) =>
      run('verify', 'docs/a.md', '--shard', `${index}/3`, ...more)
    const alone = await Promise.all([1, 2, 3].map((index) => call(index)))
    expect(alone.map(({ exitCode }) => exitCode).toSorted()).toEqual([0, 2, 2])
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

describe('nixproof merge refuses', () => {
  const refuses = async (paths: string[], says: RegExp): Promise<void> => {
    const { exitCode, stderr, stdout } = await merge(...paths, '--reporter', 'markdown')
    expect(stderr).toMatch(says)
    expect(stdout).toBe('')
    expect(exitCode).toBe(2)
  }

  test('a shard that is there twice', async () => {
    const twice = await some('twice', 1, 2, 3)
    await cp(join(dir, blobOf(2)), join(dir, twice, 'again.json'))
    await refuses([twice], /Shard 2\/3 is there twice[^]*twice\/2\.json[^]*twice\/again\.json/)
  })

  test('shards of another number', async () => {
    await run('verify', 'docs', '--shard', '4/4', ...blobTo('out/four.json'))
    await refuses([BLOBS, 'out/four.json'], /of a different number[^]*one of 3[^]*one of 4/)
  })

  test('results of another call', async () => {
    const args = ['verify', 'docs', '--shard', '3/3', '--mount-as', '/other']
    await run(...args, ...blobTo('out/mount.json'))
    await refuses([blobOf(1), 'out/mount.json'], /different calls[^]*--mount-as absent[^]*\/other/)
  })

  test('results of another text, of changes, and of another commit', async () => {
    await using other = await makeRepository()
    await git(other.path, 'fetch', '--quiet', dir, 'main')
    await git(other.path, 'reset', '--quiet', '--hard', 'FETCH_HEAD')
    const shardThere = async (name: string): Promise<string> => {
      const file = join(dir, 'out', name)
      await nixproof(['verify', 'docs', '--shard', '3/3', ...blobTo(file)], {}, other.path)
      return file
    }
    const same = await shardThere('same.json')
    expect((await merge(blobOf(1), blobOf(2), same)).exitCode).toBe(1)
    writeFileSync(join(other.path, '.gitignore'), 'out\nx\n')
    await refuses(
      [blobOf(1), await shardThere('changes.json')],
      /different commits[^]*with changes/,
    )
    await other.commit({ 'docs/a.md': tutorialOf('A', 'A') })
    await refuses([blobOf(1), await shardThere('commit.json')], /different commits/)
  })

  test('results of another nixproof', async () => {
    const root = fileURLToPath(new URL('..', import.meta.url))
    const older = join(dir, 'out', 'older')
    cpSync(join(root, 'harness'), join(older, 'harness'), { recursive: true })
    await symlink(join(root, 'node_modules'), join(older, 'node_modules'))
    const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as object
    writeFileSync(join(older, 'package.json'), JSON.stringify({ ...manifest, version: '0.0.9' }))
    const args = [join(older, 'harness', 'cli.ts'), 'merge', join(dir, BLOBS)]
    const { exitCode, stderr } = await execa(process.execPath, args, { reject: false })
    expect(stderr).toMatch(/of another version \[SHARDS_DIFFER\]\n {2}wanted {2}nixproof 0\.0\.9, /)
    expect(exitCode).toBe(2)
  })

  test('what is cut off, changed, empty, of vitest itself, or no results at all', async () => {
    const broken = await some('broken', 1, 2)
    const text = readFileSync(join(dir, blobOf(3)), 'utf8')
    const { blob } = JSON.parse(text) as { blob: string }
    const contents: [content: string, says: RegExp][] = [
      [text.slice(0, text.length / 2), /JSON/],
      [text.replace(String.raw`\"pass\"`, String.raw`\"fail\"`), /not what their digest says/],
      ['', /JSON/],
      [blob, /A file of another kind/],
      ['{"numTotalTests": 1}', /A file of another kind/],
      [text.replace('"format":1', '"format":2'), /format/],
    ]
    for (const [content, says] of contents) {
      expect(content).not.toBe(text)
      writeFileSync(join(dir, broken, '3.json'), content)
      await refuses([broken], new RegExp(`SHARD_INVALID[^]*${says.source}[^]*broken/3\\.json`))
    }
  })

  test('nothing', async () => {
    await mkdir(join(dir, 'out', 'empty'), { recursive: true })
    await refuses(['out/empty'], /There are no results to merge[^]*None in "out\/empty"/)
    await refuses(['out/nowhere'], /Nothing by the name "out\/nowhere"/)
    await refuses([BLOBS, ...blobTo('out/merged.json')], /"blob" is for what is to be merged/)
  })
})
