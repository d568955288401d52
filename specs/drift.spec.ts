import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Changes } from '../harness/git/last-change.ts'
import { fixFindings, type Fix } from '../harness/tutorial/fixing/fix-findings.ts'
import { Texts } from '../harness/tutorial/fixing/texts.ts'
import { unifiedDiff } from '../harness/tutorial/fixing/unified-diff.ts'
import { writeFiles } from '../harness/tutorial/fixing/write-files.ts'
import { judgeCompared, judgeDrift } from '../harness/tutorial/judging/drift.ts'
import type { Finding, Side } from '../harness/tutorial/judging/finding.ts'
import { planFile } from '../harness/tutorial/planning/plan-file.ts'
import { GitFixture } from './_git.ts'

let fixture: GitFixture
let root: string

const MAIN =
  'from flask import Flask\n\napp = Flask(__name__)\n\n\n@app.route("/")\ndef index():\n    return "Hello"\n'
const SHELL =
  '{ pkgs ? import <nixpkgs> { } }:\n\npkgs.mkShell {\n  packages = [ pkgs.hello ];\n}\n'
const README = [
  '# App',
  '',
  '* Create `main.py`:',
  '',
  '  ```python',
  ...MAIN.trim()
    .split('\n')
    .map((line) => line && `  ${line}`),
  '  ```',
  '',
  'Inside `shell.nix`:',
  '',
  '```nix',
  'pkgs.mkShell {',
  '  # ...',
  '}',
  '```',
  '',
  'And `shell.nix` again:',
  '',
  '```nix',
  ...SHELL.trim().split('\n'),
  '```',
  '',
].join('\r\n')

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'nixproof-drift-'))
  fixture = await GitFixture.create(join(root, 'app'))
  await fixture.commit('2025-01-01T00:00:00Z', {
    'README.md': README,
    'main.py': MAIN,
    'shell.nix': SHELL,
  })
})

afterEach(async () => {
  await rm(root, { recursive: true })
})

async function judge(prefer?: Side): Promise<{ findings: Finding[]; fix: Fix }> {
  const file = join(fixture.path, 'README.md')
  const { plan } = await planFile(file)
  const { textOf } = new Texts()
  await using changes = await Changes.open()
  const tutorial = { file, text: textOf(file)! }
  const findings = await judgeDrift(tutorial, plan, { workspace: fixture.path, textOf, changes })
  return { findings, fix: fixFindings(findings, { textOf, ...(prefer && { prefer }) }) }
}

const contents = (name: string): Promise<string> => readFile(join(fixture.path, name), 'utf8')

test('judgeDrift() finds nothing where text and files are the same', async () => {
  expect((await judge()).findings).toEqual([])
})

test('judgeDrift() mends the text where the file changed last, as git apply takes it', async () => {
  await fixture.commit('2025-01-02T00:00:00Z', { 'main.py': MAIN.replace('Hello', 'Good day') })
  const { findings, fix } = await judge()
  expect(findings).toMatchObject([
    { code: 'DRIFT_FILE', place: { line: 13, column: 3 }, writes: 'text' },
  ])
  const input = unifiedDiff(fix.files, fixture.path)
  await execa('git', ['apply', '--whitespace=nowarn', '-'], { cwd: fixture.path, input })
  expect(await contents('README.md')).toBe(README.replace('Hello', 'Good day'))
  expect((await judge()).findings).toEqual([])
})

test('judgeDrift() mends the file where the lines of the block changed last', async () => {
  await fixture.commit('2025-01-02T00:00:00Z', { 'main.py': MAIN.replace('Hello', 'Good day') })
  await fixture.commit('2025-01-03T00:00:00Z', { 'README.md': README.replace('Hello', 'Bye') })
  const { findings, fix } = await judge()
  expect(findings).toMatchObject([{ writes: 'file' }])
  writeFiles(fix.files)
  expect(await contents('main.py')).toBe(MAIN.replace('Hello', 'Bye'))
  expect(await contents('README.md')).toBe(README.replace('Hello', 'Bye'))
  expect((await judge()).findings).toEqual([])
})

test('judgeDrift() does not take another part of the text for the block', async () => {
  await fixture.commit('2025-01-02T00:00:00Z', { 'main.py': MAIN.replace('Hello', 'Good day') })
  await fixture.commit('2025-01-03T00:00:00Z', {
    'README.md': README.replace('# App', '# The app'),
  })
  expect((await judge()).findings).toMatchObject([{ writes: 'text' }])
  await writeFile(join(fixture.path, 'README.md'), README.replace('# App', '# An app'))
  expect((await judge()).findings).toMatchObject([{ writes: 'text' }])
  await writeFile(join(fixture.path, 'README.md'), README.replace('Hello', 'Bye'))
  expect((await judge()).findings).toMatchObject([{ writes: 'file' }])
})

test('judgeCompared() says that a file is not there, and asks git nothing', async () => {
  const file = join(fixture.path, 'README.md')
  const at = { line: 6, column: 3, offset: 0 }
  const step = { do: 'compare', path: 'gone.py', part: false, text: 'x', at } as const
  const changes = { newer: () => Promise.reject(new Error('It was asked')) }
  const options = { workspace: fixture.path, textOf: new Texts().textOf, changes }
  expect(await judgeCompared({ file, text: README }, step, options)).toMatchObject({
    code: 'DRIFT_FILE',
    found: 'No such file, or no text',
  })
})

test('fixFindings() writes the side that is preferred, in all blocks of a file', async () => {
  await fixture.commit('2025-01-02T00:00:00Z', { 'shell.nix': SHELL.replace('hello', 'cowsay') })
  const { fix } = await judge('file')
  writeFiles(fix.files)
  expect(await contents('shell.nix')).toBe(SHELL)
  expect((await judge()).findings).toEqual([])
})
