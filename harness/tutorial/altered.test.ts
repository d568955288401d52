import { expect, test } from 'vitest'
import { findAltered } from './altered.ts'
import { planSchema, type Plan } from './plan.ts'

const TUTORIAL = 'Add it:\n\n```nix\na = 1;\nb = 2;\n```\n'

function plan(text: string, line: number): Plan {
  const steps = [{ do: 'configure', fragments: [{ text, line }] }]
  return planSchema.parse({
    format: 1,
    tutorial: 'README.md',
    checks: [{ name: 'installs', line: 3, steps: [{ do: 'build' }, ...steps] }],
  })
}

test('findAltered() accepts what the tutorial has there', () => {
  expect(findAltered(plan('a = 1;\nb = 2;\n', 4), TUTORIAL)).toBeUndefined()
})

test.each([
  ['a = 1;\nb = 3;\n', 4],
  ['a = 1;\n  b = 2;\n', 4],
  ['a = 1;\n', 5],
  ['a = 1;\n', 99],
])('findAltered() finds %j on line %i', (text, line) => {
  expect(findAltered(plan(text, line), TUTORIAL)).toEqual({ text, line })
})
