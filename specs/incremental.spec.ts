import { chmod, cp, symlink, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeProject, TEXT, type Project, type Run } from './_incremental.ts'
import { makeRepository, type Files } from './_repository.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const REUSED = { exitCode: 0, held: '2 held (2 reused)', started: 0, why: undefined }
const RUN = { exitCode: 0, held: '2 held', started: 1 }

let project: Project
const file = (name: string): string => join(project.path, name)
const verify = (...args: string[]): Promise<Run> =>
  project.verify(['docs/README.md'], ['--workspace', 'app', ...args])

beforeAll(async () => {
  project = await makeProject()
  expect(await verify()).toMatchObject({ ...RUN, why: 'nothing is kept of it' })
})
afterAll(() => project?.[Symbol.asyncDispose]())

describe('verify --incremental', () => {
  test('runs nothing when nothing has changed, says since when, and proves that: 0', async () => {
    const run = await verify()
    expect(run).toMatchObject(REUSED)
    expect(run.all).toMatch(
      /^✔ docs\/README\.md:3:1 {2}Greeting {2}reused, proved \d{4}-\d\d-\d\d \d\d:\d\d$/m,
    )
    expect(run.all).toContain('Nothing was run, and no container started')
  })

  // Each is taken back.
  test.for<[string, Files, string]>([
    ["a block's text", readme('cat greeting', 'cat ./greeting'), 'the block at line 3'],
    ['the text of a later block', readme('./shout', './././shout'), 'the block at line 10'],
    ['what a block shows', readme('\nHELLO', '\nH...'), 'the block at line 10'],
    [
      'a directive',
      readme('\n\n```console\n$ ./s', '\n<!-- nixproof timeout: 20s -->\n```console\n$ ./s'),
      'line 10',
    ],
    ['prose above a block', readme('## Loud', '## LOUD'), 'the block at line 10'],
    [
      'the sidecar',
      { 'docs/README.nixproof.yaml': 'format: 1\nblocks: [{ line: 3, timeout: 20s }]\n' },
      'line 3',
    ],
    ["a file's content", { 'app/notes.txt': 'Other notes.\n' }, 'the workspace'],
    ['where a link leads', { 'app/link': { link: 'greeting.txt' } }, 'the workspace'],
    ['a file that is new', { 'app/new.txt': '' }, 'the workspace'],
    [
      'a cassette',
      { 'docs/README.cassette/index.yaml': 'version: 1\nrecordings: []\n' },
      'what the origins answer',
    ],
  ])('runs all when this has changed: %s', async ([, files, why]) => {
    await using _ = await project.change(files)
    expect(await verify()).toMatchObject({ ...RUN, why: expect.stringContaining(why) })
  })

  test("runs all when a file's mode has changed", async () => {
    await chmod(file('app/shout.sh'), 0o700)
    expect(await verify()).toMatchObject({ ...RUN, why: expect.stringContaining('the workspace') })
    expect(await verify()).toMatchObject(REUSED)
    await chmod(file('app/shout.sh'), 0o755)
  })

  test('runs nothing when all is again as it was when it was proved first', async () => {
    expect(await verify()).toMatchObject(REUSED)
  })

  test('runs nothing for other times, for prose below the blocks, nor for the way it is named', async () => {
    await using _ = await project.change(readme('The end.', 'This is the end.'))
    await utimes(file('app/notes.txt'), 1, 1)
    expect(await verify()).toMatchObject(REUSED)
    const args = ['--workspace', './docs/../app']
    expect(await project.verify([file('docs/README.md')], args)).toMatchObject(REUSED)
  })

  test.for<[string, string[], string]>([
    ['another Nix', ['--image', 'embedded', '--nix', '2.34'], 'nothing is kept of it'],
    ["Nix's sandbox", ['--sandbox'], 'nothing is kept of it'],
    ['another mount', ['--mount-as', '/srv/app'], 'where the workspace is mounted'],
    ['a later part of it only', ['--only', '10'], 'the block at line 10, after'],
  ])('runs all that is asked for with %s', { timeout: 240_000 }, async ([, args, why]) => {
    const run = await verify(...args)
    expect(run).toMatchObject({ exitCode: 0, started: 1, why: expect.stringContaining(why) })
    expect(await verify(...args)).toMatchObject({ exitCode: 0, started: 0 })
  })

  test('runs nothing for a part that the first run began with', async () => {
    const run = await verify('--only', '3')
    expect(run).toMatchObject({ ...REUSED, held: '1 held (1 reused)' })
  })

  test('runs all when a clone has another commit, or a cassette another recording', async () => {
    await using clone = await makeRepository({ 'a.txt': 'one' })
    const args = ['--origin', `github:example-org/app=${clone.path}`]
    const why = expect.stringContaining('what the origins answer')
    expect(await verify(...args)).toMatchObject({ ...RUN, why })
    expect(await verify(...args)).toMatchObject(REUSED)
    await clone.commit({ 'a.txt': 'two' })
    expect(await verify(...args)).toMatchObject({ ...RUN, why })
    await using _ = await project.change({
      'docs/README.cassette/index.yaml': 'version: 1\nrecordings: []\n',
    })
    await verify()
    expect(await verify()).toMatchObject(REUSED)
    await writeFile(file('docs/README.cassette/index.yaml'), 'version: 1\nrecordings: [ ]\n')
    expect(await verify()).toMatchObject({ ...RUN, why })
  })

  test('runs all with an image of the same name that was made again', async () => {
    const script = fileURLToPath(new URL('./_incremental-image.ts', import.meta.url))
    const args = [script, file('docs/README.md'), file('app')]
    const { stdout } = await execa(process.execPath, args, { env: project.env })
    expect(JSON.parse(stdout)).toEqual([
      'nothing is kept of it',
      'reused',
      expect.stringMatching(/^not the same as when it was proved \(.*\): the image$/),
      'reused',
    ])
  })

  test('runs all with another nixproof, also of the same version', async () => {
    await using other = await makeProject({})
    for (const name of ['harness', 'package.json', 'package-lock.json', 'Dockerfile.nix'])
      await cp(join(ROOT, name), join(other.path, name), { recursive: true })
    await symlink(join(ROOT, 'node_modules'), join(other.path, 'node_modules'))
    const args = ['verify', file('docs/README.md'), '--workspace', file('app'), '--incremental']
    const prove = async (): Promise<string> => {
      const cli = join(other.path, 'harness/cli.ts')
      const env = { ...project.env, NIXPROOF_RUN: undefined, NO_COLOR: '1' }
      return (await execa(process.execPath, [cli, ...args], { env, all: true })).all
    }
    expect(await prove()).toMatch(/^Proved: 2 held \(2 reused\)/m)
    await writeFile(join(other.path, 'harness/errors.ts'), '// Other\n', { flag: 'a' })
    const altered = await prove()
    expect(altered).toMatch(/What is kept of .* is dropped: it is of another nixproof/)
    expect(altered).toMatch(/^Proved: 2 held \d/m)
    expect(await verify()).toMatchObject(RUN)
  })
})

function readme(from: string, to: string): Files {
  if (!TEXT.includes(from)) throw new Error(`The tutorial has no "${from}"`)
  return { 'docs/README.md': TEXT.replace(from, to) }
}
