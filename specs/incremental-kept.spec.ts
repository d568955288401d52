import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import { describe, expect, onTestFinished, test } from 'vitest'
import { makeProject, type Project, type Run } from './_incremental.ts'
import { noNamespaces, noRoot, skipWhere } from './_needs.ts'
import type { Files } from './_repository.ts'

const REUSED = { exitCode: 0, held: '1 held (1 reused)', started: 0, why: undefined }
const RUN = { exitCode: 0, held: '1 held', started: 1 }

async function projectOf(files: Files): Promise<Project> {
  const project = await makeProject(files)
  onTestFinished(() => project[Symbol.asyncDispose]())
  return project
}

/** A tutorial that was proved once. */
async function proved(
  block = 'echo one',
): Promise<{ project: Project; verify: () => Promise<Run> }> {
  const project = await projectOf({ 'a.md': `# A\n\n\`\`\`bash\n${block}\n\`\`\`\n` })
  const verify = (): Promise<Run> => project.verify(['a.md'])
  expect(await verify()).toMatchObject(RUN)
  return { project, verify }
}

describe('verify --incremental: what is kept', () => {
  test('drops what is damaged or of another version, says so in a line, and runs', async () => {
    const { project, verify } = await proved()
    await project.damageKept((text) => text.slice(0, -30))
    const damaged = await verify()
    expect(damaged).toMatchObject(RUN)
    expect(damaged.all).toMatch(/^What is kept of .*a\.md is dropped: it is damaged/m)
    await project.rewriteKept((text) => text.replace(/"nixproof":"/, '$&0.0.1-'))
    const older = await verify()
    expect(older).toMatchObject(RUN)
    expect(older.all).toMatch(
      /^What is kept of .* is dropped: it is of another nixproof, 0\.0\.1-/m,
    )
    await project.rewriteKept((text) => text.replace('"format":2', '"format":3'))
    expect((await verify()).all).toMatch(/is dropped: it is of another form/)
    expect(await verify()).toMatchObject(REUSED)
  })

  test('runs what was proved more than a week ago, or in time to come', async () => {
    const { project, verify } = await proved()
    for (const days of [-8, 1]) {
      const at = new Date(Date.now() + days * 86_400_000).toISOString()
      await project.rewriteKept((text) => text.replaceAll(/(?<="at":")[^"]*/g, at))
      const why = expect.stringContaining('too long ago')
      expect(await verify()).toMatchObject({ ...RUN, why })
    }
    expect(await verify()).toMatchObject(REUSED)
  })

  test('is not there where its disk is full: all is proved, and a line says so', async (context) => {
    skipWhere(context, noNamespaces, noRoot)
    const { project, verify } = await proved()
    const directory = join(project.env['XDG_CACHE_HOME']!, 'nixproof/verdicts')
    await execa('mount', ['-t', 'tmpfs', '-o', 'size=4k', 'tmpfs', directory])
    try {
      await writeFile(join(directory, 'full'), 'x'.repeat(4096))
      const full = await verify()
      expect(full).toMatchObject({ ...RUN, why: 'nothing is kept of it' })
      expect(full.all).toMatch(/^Nothing is kept of .*a\.md: ENOSPC/m)
      expect(await readdir(directory)).toEqual(['full'])
    } finally {
      await execa('umount', [directory])
    }
    expect(await verify()).toMatchObject(REUSED)
  })

  test('is whole after two runs at once', async () => {
    const { project, verify } = await proved()
    await project.damageKept(() => '')
    const both = await Promise.all([verify(), verify()])
    expect(both.map(({ exitCode }) => exitCode)).toEqual([0, 0])
    expect(await verify()).toMatchObject(REUSED)
  })

  test('never has what did not hold, nor what came after it: 1 each time', async () => {
    const project = await projectOf({
      'a.md':
        '```bash\necho one\n```\n\n```console\n$ echo two\n3\n```\n\n```bash\necho four\n```\n',
    })
    for (const why of ['nothing is kept of it', expect.stringContaining('the block at line 5')]) {
      expect(await project.verify(['a.md'])).toMatchObject({ exitCode: 1, started: 1, why })
    }
  })

  test.for<[string, string, string[], string]>([
    ['whose text says that it varies', '<!-- nixproof nondeterministic: true -->\n', [], 'line 2'],
    ['that the internet may answer', '', ['--network', 'online'], 'the internet'],
  ])('never has anything of a tutorial %s', async ([, directive, args, why]) => {
    const project = await projectOf({
      'a.md': `${directive}\`\`\`console\n$ echo one\none\n\`\`\`\n`,
    })
    for (let round = 0; round < 2; round++) {
      const run = await project.verify(['a.md'], args)
      expect(run).toMatchObject({ ...RUN, why: expect.stringContaining(why) })
    }
  })
})

describe('a run without --incremental', () => {
  const of = (word: string): string => `\`\`\`console\n$ cat word\n${word}\n\`\`\`\n`
  const config = {
    tutorials: ['a.md', 'b.md'],
    axes: { nix: ['2.26'], nixpkgs: ['24.11'], sandbox: [false, true], variant: ['local'] },
  }
  const makeWords = (): Promise<Project> =>
    projectOf({ 'a.md': of('a'), 'b.md': of('a'), word: 'a\n', 'm.json': JSON.stringify(config) })

  test('verify forgets what it has seen not to hold, and nothing else', async () => {
    const project = await makeWords()
    const both = ['a.md', 'b.md']
    expect(await project.verify(both)).toMatchObject({ held: '2 held', started: 2 })
    const plain = (): Promise<Run> => project.plain('verify', 'a.md')
    expect(await plain()).toMatchObject({ exitCode: 0, held: '1 held', started: 1 })
    expect(await project.verify(both)).toMatchObject({ held: '2 held (2 reused)', started: 0 })
    {
      await using _ = await project.change({ word: 'b\n' })
      expect(await plain()).toMatchObject({ exitCode: 1, started: 1 })
    }
    // Whether it would hold again, only a run can tell.
    const why = 'nothing is kept of it'
    expect(await project.verify(both)).toMatchObject({ held: '2 held (1 reused)', started: 1, why })
  })

  test('matrix forgets it in the cell where it was seen', async () => {
    const project = await makeWords()
    const args = ['--config', 'm.json']
    expect(await project.matrix(args)).toMatchObject({ held: '4 held', started: 4 })
    {
      await using _ = await project.change({ word: 'b\n' })
      const plain = project.plain('matrix', 'a.md', ...args, '--cell', 'sandbox=on')
      expect(await plain).toMatchObject({ exitCode: 1, started: 1 })
    }
    expect(await project.matrix(args)).toMatchObject({ held: '4 held (3 reused)', started: 1 })
  })
})

describe('verify --incremental: several tutorials', () => {
  test('starts a container for the one alone that has changed, and every report says what is reused', async () => {
    const of = (word: string): string => `\`\`\`console\n$ echo ${word}\n${word}\n\`\`\`\n`
    const project = await projectOf({ 'docs/a.md': of('a'), 'docs/b.md': of('b'), 'app/x': '' })
    const args = ['--workspace', 'app']
    expect(await project.verify(['docs'], args)).toMatchObject({ held: '2 held', started: 2 })
    await using _ = await project.change({ 'docs/b.md': of('c') })
    const run = await project.verify(
      ['docs'],
      [...args, '--reporter', 'junit', '--reporter', 'markdown', ...to('junit'), ...to('markdown')],
    )
    expect(run).toMatchObject({ exitCode: 0, held: '2 held (1 reused)', started: 1 })
    expect(run.all).toMatch(/^✔ docs\/a\.md:1:1 {2}reused, proved \d{4}-/m)
    expect(run.all).toMatch(/^✔ docs\/b\.md:1:1 {2}\d+\.\d s$/m)
    const read = (name: string): Promise<string> => readFile(join(project.path, name), 'utf8')
    expect(await read('junit')).toMatch(/<property name="reused" value="reused, proved \d{4}-/)
    expect(await read('markdown')).toMatch(
      /2 proved \(1 reused\), in .*\n\n.* at the earliest \d{4}-/,
    )
    const again = await project.verify(['docs'], [...args, '--reporter', 'junit', ...to('junit')])
    expect(again).toMatchObject({ exitCode: 0, held: '2 held (2 reused)', started: 0 })
  })

  test('is refused together with --keep, and with a plan that somebody has written: 2', async () => {
    const project = await projectOf({ 'a.md': '```bash\ntrue\n```\n', 'a.plan.yaml': '' })
    expect(await project.verify(['a.md'], ['--keep'])).toMatchObject({ exitCode: 2, started: 0 })
    const plan = await project.verify(['a.plan.yaml'])
    expect(plan).toMatchObject({ exitCode: 2, started: 0 })
    expect(plan.all).toContain('[USAGE]')
  })
})

function to(name: string): string[] {
  return ['--output-file', `${name}=${name}`]
}
