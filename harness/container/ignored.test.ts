import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readIgnoreRules } from './ignored.ts'
import { packWorkspace } from './workspace.ts'
import { extract } from 'tar-stream'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'nixproof-ignored-'))
})
afterEach(() => rmSync(root, { recursive: true }))

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), text)
  }
}

const git = (...args: readonly string[]): string =>
  execFileSync('git', ['-C', root, '-c', 'user.name=n', '-c', 'user.email=e', ...args], {
    encoding: 'utf8',
  })

/** The files that a workspace of `source` has. */
async function copied(source: string = root): Promise<string[]> {
  const isIgnored = await readIgnoreRules(source)
  const names: string[] = []
  const entries = packWorkspace({ source, target: '/w' }, isIgnored).pipe(extract())
  for await (const entry of entries) {
    if (entry.header.type === 'file') names.push(entry.header.name.replace(/^w\//, ''))
    entry.resume()
  }
  return names.filter((name) => !/(^|\/)\.git(ignore$|\/)/.test(name)).toSorted()
}

const TREE = {
  '.gitignore': '*.log\n!keep.log\n/build/\ncache/\n# a comment\n\\#odd\nA.txt\n',
  'a.log': '',
  'a.txt': '',
  'keep.log': '',
  '#odd': '',
  'build/x': '',
  'src/build/x': '',
  'src/cache/x': '',
  'src/.gitignore': '!b.log\n*.tmp\nkeep.log\n',
  'src/b.log': '',
  'src/c.log': '',
  'src/keep.log': '',
  'src/deep/d.tmp': '',
  'src/deep/d.py': '',
  'd.tmp': '',
}

describe('readIgnoreRules()', () => {
  test('readIgnoreRules() leaves out what git leaves out: nested rules, negations, directories', async () => {
    write(TREE)
    const without = await copied()
    expect(without).toEqual(
      ['a.txt', 'd.tmp', 'keep.log', 'src/b.log', 'src/build/x', 'src/deep/d.py'].toSorted(),
    )
    git('init', '--quiet')
    const asked = git('ls-files', '-z', '--others', '--exclude-standard').split('\0')
    const others = asked.filter((name) => name && !name.endsWith('.gitignore'))
    expect(others.toSorted()).toEqual(without)
    expect(await copied()).toEqual(without)
  })

  test('readIgnoreRules() keeps what is committed, whatever the rules say', async () => {
    write(TREE)
    git('init', '--quiet')
    git('add', '--force', 'build/x', 'a.log')
    write({ 'build/y': '' })
    expect(await copied()).toEqual(expect.arrayContaining(['a.log', 'build/x']))
    expect(await copied()).not.toContain('build/y')
  })

  test('readIgnoreRules() knows the rules above a directory, up to the top of the work tree', async () => {
    write({ '.gitignore': '*.log\ndist\n', 'app/a.log': '', 'app/b': '', 'app/dist/c': '' })
    expect(await copied(join(root, 'app'))).toEqual(['a.log', 'b', 'dist/c'])
    git('init', '--quiet')
    expect(await copied(join(root, 'app'))).toEqual(['b'])
    // Named by somebody, a directory that is ignored is wanted.
    expect(await copied(join(root, 'app/dist'))).toEqual(['c'])
  })
})
