import { join } from 'node:path'
import { expect, test } from 'vitest'
import { sidecarJsonSchema } from './json-schema.ts'

test('sidecarJsonSchema() is what sidecar.schema.json has', async () => {
  const made = `${JSON.stringify(sidecarJsonSchema(), undefined, 2)}\n`
  await expect(made).toMatchFileSnapshot(join(import.meta.dirname, 'sidecar.schema.json'))
})
