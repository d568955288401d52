import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { Texts } from '../fixing/texts.ts'
import { judgeCompared } from './drift.ts'

const TUTORIAL = { file: 'a.md', text: '```\nshown\n```\n' }

function judge(root: string, path: string) {
  const at = { line: 2, column: 1, offset: 4 }
  const step = { do: 'compare', path, text: 'shown', part: false, at } as const
  const options = {
    workspace: join(root, 'app'),
    textOf: new Texts().textOf,
    changes: { newer: () => Promise.resolve(undefined) },
  }
  return judgeCompared(TUTORIAL, step, options)
}

test.each([
  ['a path with ".."', () => '../secret'],
  ['an absolute path', (root: string) => join(root, 'secret')],
  ['a link', () => 'link'],
  ['a link to a directory', () => 'up/secret'],
  ['a path with ".." through a link', () => 'up/app/../secret'],
])('judgeCompared() reads no file outside of the workspace by %s', async (_, pathIn) => {
  const root = mkdtempSync(join(tmpdir(), 'nixproof-drift-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  mkdirSync(join(root, 'app'))
  writeFileSync(join(root, 'secret'), 'a secret\n')
  writeFileSync(join(root, 'app/own'), 'another\n')
  symlinkSync('../secret', join(root, 'app/link'))
  symlinkSync('..', join(root, 'app/up'))
  symlinkSync('own', join(root, 'app/inside'))
  const finding = await judge(root, pathIn(root))
  expect(finding).toMatchObject({ code: 'DRIFT_FILE', place: { file: 'a.md', line: 2 } })
  expect(finding!.summary).toContain('lies outside of the workspace')
  expect(finding).not.toHaveProperty('diff')
  expect(finding).not.toHaveProperty('mends')
  expect(JSON.stringify(finding)).not.toContain('a secret')
  const inside = await judge(root, 'inside')
  expect(inside?.mends).toHaveLength(2)
})
