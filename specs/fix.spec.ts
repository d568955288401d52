import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { execa } from 'execa'
import * as fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ChangedFile } from '../harness/tutorial/fixing/fix-findings.ts'
import { directoryOf, unifiedDiff } from '../harness/tutorial/fixing/unified-diff.ts'
import { writeFiles } from '../harness/tutorial/fixing/write-files.ts'

let root: string

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'nixproof-fix-'))
})

afterEach(async () => {
  await rm(root, { recursive: true })
})

async function put(name: string, text: string): Promise<string> {
  const file = join(root, name)
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, text)
  return file
}

/** Writes what is to be changed, and has git change it. */
async function applied(
  files: readonly ChangedFile[],
  directory: string,
): Promise<readonly string[]> {
  for (const { file, before } of files) await put(file, before)
  const absolute = files.map((one) => ({ ...one, file: join(root, one.file) }))
  const patch = unifiedDiff(absolute, directory)
  await execa('git', ['apply', '--whitespace=nowarn', '-'], { cwd: directory, input: patch })
  return Promise.all(files.map(({ file }) => readFile(join(root, file), 'utf8')))
}

test('unifiedDiff() makes of several files one that git applies, whatever they are called', async () => {
  const names = [
    'README.md',
    'docs/a b.md',
    'docs/ünï "x" \\ y.md',
    'tab\there.md',
    '-x.md',
    "it's.md",
  ]
  const files = names.map((file) => ({ file, before: 'one\ntwo\n', after: 'one\nthree\n' }))
  expect(await applied(files, root)).toEqual(files.map(({ after }) => after))
})

test('unifiedDiff() is for the directory of all files, also inside of a repository', async () => {
  const files = [
    { file: 'docs/tutorial/README.md', before: 'one\n', after: 'two\n' },
    { file: 'app/main.py', before: 'one\n', after: 'two\n' },
  ]
  await execa('git', ['init', '--quiet'], { cwd: root })
  const absolute = files.map(({ file }) => ({ file: join(root, file) }))
  expect(directoryOf(absolute, join(root, 'docs/tutorial'))).toBe(root)
  expect(directoryOf(absolute.slice(0, 1), join(root, 'docs'))).toBe(join(root, 'docs'))
  expect(directoryOf([{ file: '../x.md' }], join(root, 'docs'))).toBe(root)
  expect(await applied(files, root)).toEqual(['two\n', 'two\n'])
  expect(await applied(files.slice(0, 1), join(root, 'docs'))).toEqual(['two\n'])
})

test('unifiedDiff() is applied by git to the very bytes that are meant', async () => {
  const line = fc.constantFrom(
    'a',
    'b',
    '',
    ' ',
    '- x',
    '+ y',
    '@@ -1 +1 @@',
    '\\ No newline',
    'ü👩',
    'c\r',
  )
  const text = fc
    .tuple(
      fc.constantFrom('', '\uFEFF'),
      fc.array(line, { maxLength: 12 }),
      fc.constantFrom('', '\n', '\r\n', '\r'),
    )
    .map(([mark, lines, end]) => mark + lines.join('\n') + end)
  await fc.assert(
    fc.asyncProperty(text, text, async (before, after) => {
      fc.pre(before !== after && before !== '' && after !== '')
      const files = [{ file: 'a.md', before, after }]
      expect(await applied(files, root)).toEqual([after])
    }),
    { numRuns: 300 },
  )
}, 120_000)

test('writeFiles() writes all files, and keeps their modes and links to them', async () => {
  const real = await put('real/main.py', 'one\n')
  await chmod(real, 0o751)
  const link = join(root, 'link.py')
  await symlink('real/main.py', link)
  const other = await put('README.md', '\uFEFFone\r\n')
  writeFiles([
    { file: link, before: 'one\n', after: 'two\n' },
    { file: other, before: '\uFEFFone\r\n', after: '\uFEFFtwo\r\n' },
  ])
  expect(await readFile(real, 'utf8')).toBe('two\n')
  expect((await stat(real)).mode & 0o777).toBe(0o751)
  expect((await lstat(link)).isSymbolicLink()).toBe(true)
  expect(await readFile(other)).toEqual(Buffer.from('\uFEFFtwo\r\n'))
  expect(await readdir(root)).toEqual(['README.md', 'link.py', 'real'])
})

test('writeFiles() writes nothing when a file is not what was judged', async () => {
  const [one, two] = [await put('one', 'a'), await put('two', 'changed meanwhile')]
  const files = [
    { file: one, before: 'a', after: 'b' },
    { file: two, before: 'a', after: 'b' },
  ]
  expect(() => writeFiles(files)).toThrow(
    expect.objectContaining({ code: 'FILE_CHANGED', blame: 'call' }),
  )
  expect(await Promise.all([one, two].map((file) => readFile(file, 'utf8')))).toEqual([
    'a',
    'changed meanwhile',
  ])
  await writeFile(two, Buffer.from([0xff, 0x61]))
  expect(() => writeFiles([{ file: two, before: '\uFFFDa', after: 'b' }])).toThrow('FILE_CHANGED')
  expect(await readFile(two)).toEqual(Buffer.from([0xff, 0x61]))
  expect(await readdir(root)).toEqual(['one', 'two'])
})

test('writeFiles() writes nothing when one file cannot be written', async () => {
  const one = await put('one', 'a')
  const files = [
    { file: one, before: 'a', after: 'b' },
    { file: join(root, 'gone'), before: 'a', after: 'b' },
  ]
  expect(() => writeFiles(files)).toThrow(expect.objectContaining({ code: 'FILE_NOT_WRITTEN' }))
  expect(await readFile(one, 'utf8')).toBe('a')
  expect(await readdir(root)).toEqual(['one'])
})
