import { expect, test } from 'vitest'
import { judgePaths } from './paths.ts'

const THERE = new Map<string, 'file' | 'directory'>([
  ['app', 'directory'],
  ['app/main.py', 'file'],
  ['default.nix', 'file'],
])

function judge(...paths: readonly string[]) {
  const listed = paths.map((path, index) => ({
    path: path.replace(/\/$/, ''),
    directory: path.endsWith('/'),
    at: { line: index + 1, column: 5, offset: 0 },
  }))
  const step = { do: 'paths', paths: listed } as const
  return judgePaths({ file: 'a.md', text: '' }, step, (path) => THERE.get(path), [...THERE.keys()])
}

test('judgePaths() holds with what is there, also with a directory that is not marked as one', () => {
  expect(judge('app/', 'app', 'app/main.py', 'default.nix')).toEqual([])
})

test('judgePaths() finds what is not there or is something else, and names what is near', () => {
  expect(judge('app/', 'defualt.nix', 'default.nix/', 'main.py', 'zzz')).toMatchObject([
    { code: 'DRIFT_PATH', place: { line: 2, column: 5 }, found: 'The nearest: "default.nix"' },
    { code: 'DRIFT_PATH', place: { line: 3 }, found: 'A file' },
    { code: 'DRIFT_PATH', place: { line: 4 }, found: 'The nearest: "app/main.py"' },
    { code: 'DRIFT_PATH', place: { line: 5 }, found: 'Nothing' },
  ])
})
