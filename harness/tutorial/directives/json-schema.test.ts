import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { sidecarJsonSchema } from './json-schema.ts'

const FILE = join(import.meta.dirname, 'sidecar.schema.json')

test('sidecarJsonSchema() is what sidecar.schema.json has', () => {
  const made = `${JSON.stringify(sidecarJsonSchema(), undefined, 2)}\n`
  if (process.env['UPDATE_GOLDENS'] === '1' && !process.env['CI']) writeFileSync(FILE, made)
  expect(JSON.parse(readFileSync(FILE, 'utf8'))).toEqual(JSON.parse(made))
})
