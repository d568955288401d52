import { join } from 'node:path'
import { expect, test } from 'vitest'
import { configJsonSchema } from './config-schema.ts'

test('configJsonSchema() is what config.schema.json has', async () => {
  const made = `${JSON.stringify(configJsonSchema(), undefined, 2)}\n`
  await expect(made).toMatchFileSnapshot(join(import.meta.dirname, 'config.schema.json'))
})
