import { expect, test } from 'vitest'
import { nixBuildArgv, nixShellArgv, parseOutPaths } from './argv.ts'
import captured from './failure.captured.json' with { type: 'json' }

test('nixBuildArgv() names file, attribute and further arguments', () => {
  expect(nixBuildArgv({})).toEqual(['nix-build'])
  const target = { file: 'nixos', attribute: 'app', args: ['--arg', 'x', '1'] }
  expect(nixBuildArgv(target)).toEqual(['nix-build', 'nixos', '-A', 'app', '--arg', 'x', '1'])
})

test('nixShellArgv() runs the command, after the announcement if there is one', () => {
  expect(nixShellArgv('true', { file: 'shell.nix' })).toEqual([
    'nix-shell',
    'shell.nix',
    '--run',
    'true',
  ])
  expect(nixShellArgv('true # comment', {}, 'echo in').at(-1)).toBe('echo in\ntrue # comment')
})

test('parseOutPaths() takes one path for each derivation', () => {
  const { stdout } = captured.cases['many']['2.34']
  expect(parseOutPaths(stdout).map((path) => path.slice(44))).toEqual(['one', 'two'])
})
