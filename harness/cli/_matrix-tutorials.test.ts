import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { loadConfig } from '../matrix/load-config.ts'
import { matrixTutorials, type ConfiguredTutorial } from './_matrix-tutorials.ts'

const FILES = ['README.md', 'docs/a.md', 'docs/b.md', 'docs/[c].md', 'docs/in/d.mdx', 'docs/e.txt']

interface Project {
  readonly directory: string
  /** The tutorials, with paths that are relative to the configuration. */
  readonly tutorials: (...names: readonly string[]) => Promise<readonly ConfiguredTutorial[]>
  /** The same, without what is said of them. */
  readonly files: (...names: readonly string[]) => Promise<readonly string[]>
}

async function project(config: string): Promise<Project> {
  const directory = await mkdtemp(join(tmpdir(), 'nixproof-tutorials-'))
  onTestFinished(() => rm(directory, { recursive: true, force: true }))
  for (const name of FILES) {
    await mkdir(dirname(join(directory, name)), { recursive: true })
    await writeFile(join(directory, name), '# Nothing\n')
  }
  await writeFile(join(directory, 'nixproof.config.yaml'), config)
  const tutorials = async (...names: readonly string[]): Promise<readonly ConfiguredTutorial[]> => {
    const read = await loadConfig(undefined, directory)
    const found = await matrixTutorials(
      read,
      names.map((name) => join(directory, name)),
    )
    return found.map((one) => ({
      ...one,
      file: resolve(one.file).replace(`${directory}/`, ''),
    }))
  }
  const files = async (...names: readonly string[]): Promise<readonly string[]> =>
    (await tutorials(...names)).map(({ file }) => file)
  return { directory, tutorials, files }
}

describe('matrixTutorials()', () => {
  test('takes files, directories and globs, each tutorial once', async () => {
    const { files } = await project('tutorials: [docs/b.md, docs, "*.md", "docs/**/*"]')
    const inDocs = ['docs/b.md', 'docs/[c].md', 'docs/a.md', 'docs/in/d.mdx']
    expect(await files()).toEqual([...inDocs, 'README.md'])
  })

  test('takes a file for itself that is named like a glob', async () => {
    const { files } = await project('tutorials: ["docs/[c].md"]')
    expect(await files()).toEqual(['docs/[c].md'])
  })

  test('proves one as the last entry for it says', async () => {
    const { directory, tutorials } = await project(
      'tutorials: [docs, { path: docs/a.md, workspace: ., mountAs: /srv }, "docs/b*"]',
    )
    expect(await tutorials('docs/a.md', 'docs/b.md')).toEqual([
      { file: 'docs/a.md', workspace: directory, mountAs: '/srv', origins: [] },
      { file: 'docs/b.md', origins: [] },
    ])
  })

  test('takes of them what is named', async () => {
    const { files } = await project('tutorials: [README.md, docs]')
    expect(await files('docs/in', 'README.md')).toEqual(['README.md', 'docs/in/d.mdx'])
    await expect(files('docs/no.md')).rejects.toMatchObject({ code: 'USAGE' })
  })

  test('refuses what is named and is none of them', async () => {
    const { files } = await project('tutorials: [docs]')
    await expect(files('docs', 'README.md')).rejects.toMatchObject({
      code: 'USAGE',
      summary: expect.stringContaining('README.md" is no tutorial of the configuration'),
    })
  })

  test('proves what is named where the configuration has no tutorials', async () => {
    const { files } = await project('axes: { nix: ["2.8"] }')
    expect(await files('docs/in')).toEqual(['docs/in/d.mdx'])
    await expect(files()).rejects.toMatchObject({
      code: 'USAGE',
      summary: 'Nothing says which tutorials to prove',
    })
  })

  test.for([
    ['tutorials:\n  - "*.markdown"\n', 'CONFIG_INVALID', 'No tutorial matches "*.markdown"'],
    ['tutorials:\n  - docs/e.txt\n', 'USAGE', 'docs/e.txt" is not a tutorial'],
    ['tutorials:\n  - { path: docs, sidecar: a.yaml }\n', 'USAGE', 'A sidecar is of one tutorial'],
  ] as const)('refuses %j', async ([config, code, summary]) => {
    const { files } = await project(config)
    await expect(files()).rejects.toMatchObject({
      code,
      summary: expect.stringContaining(summary),
    })
  })

  test.for([
    'tutorials: [docs]\nexpect:\n  - { tutorial: docs/bb.md, code: TIMEOUT, reason: slow }\n',
    'axes: {}\nexpect:\n  - { tutorial: docs/bb.md, code: TIMEOUT, reason: slow }\n',
  ])('refuses a failure that is expected of nothing: %j', async (config) => {
    const { directory, files } = await project(config)
    await expect(files('docs')).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      summary: expect.stringContaining('bb.md'),
      details: { place: { file: join(directory, 'nixproof.config.yaml'), line: 3, column: 5 } },
    })
  })
})
