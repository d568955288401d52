import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import type { Results } from './_report.ts'
import { plain, targetsIn, targetsText, withTargets } from './_targets-text.ts'

const read = (path: string): Promise<string> => readFile(new URL(path, import.meta.url), 'utf8')

test('docs/ci.md has the figures of specs/bench/results/targets.json, and no others', async () => {
  const saved = await read('./results/targets.json').catch(() => undefined)
  const results = saved === undefined ? undefined : (JSON.parse(saved) as Results)
  expect(targetsIn(await read('../../docs/ci.md'))).toBe(plain(targetsText(results)))
})

test('withTargets() refuses a page that has no place for results', () => {
  expect(() => withTargets('# A page\n', 'text')).toThrow('There is no place for results')
})
