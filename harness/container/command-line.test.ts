import { expect, test } from 'vitest'
import { showCommand } from './command-line.ts'

test.each([
  [['python3', '-c', 'print(1)'], 'python3 -c print(1)'],
  [['bash', '-c', 'set -e\nexit 1\n'], 'bash -c set -e …'],
  [['python3', '-c', '\nimport os\n'], 'python3 -c …'],
  [['echo', 'x'.repeat(140_000)], `echo ${'x'.repeat(195)} …`],
  [['x'.repeat(199) + '🦀'], `${'x'.repeat(199)} …`],
])('showCommand() shows one line of a bounded length: %j', (argv, shown) => {
  expect(showCommand(argv)).toBe(shown)
})
