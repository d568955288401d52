import { rm, symlink } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { nixproof } from './_cli.ts'
import { writeTutorial } from './_reader.ts'

const INDEX = JSON.stringify(fileURLToPath(new URL('../harness/index.ts', import.meta.url)))

interface Ran {
  readonly exitCode: number | undefined
  readonly stdout: string
  readonly stderr: string
}

/** Runs `nixproof matrix` where there are these files besides README.md. */
async function matrix(files: Readonly<Record<string, string>>, ...args: string[]): Promise<Ran> {
  await using written = await writeTutorial('# Nothing\n', files)
  const { exitCode, stdout, stderr } = await nixproof(['matrix', ...args], {}, written.directory)
  return { exitCode, stdout, stderr }
}

const list = (config: string, ...args: string[]): Promise<Ran> =>
  matrix({ 'nixproof.config.ts': config }, '--list', ...args)

describe('nixproof matrix --list', () => {
  test('takes a configuration in TypeScript as it is', async () => {
    const { exitCode, stdout } = await list(`import { defineConfig } from ${INDEX}
const axes: { nix: ['2.34']; sandbox: [true] } = { nix: ['2.34'], sandbox: [true] }
export default defineConfig({
  axes,
  expect: [{ code: 'TIMEOUT', tutorial: 'README.md', reason: 'it is slow' }],
})
`)
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout:
        'nix=2.34,nixpkgs=24.11,sandbox=on,variant=local\n  fails in README.md with TIMEOUT: it is slow',
    })
  })

  test.for([
    ['mts', 'export default { axes: { nix: ["2.8"], sandbox: [false] as const } }'],
    ['js', 'module.exports = { axes: { nix: ["2.8"], sandbox: [false] } }'],
    ['mjs', 'export default { axes: { nix: ["2.8"], sandbox: [false] } }'],
    ['json', '{ "axes": { "nix": ["2.8"], "sandbox": [false] } }'],
    ['yaml', 'axes: { nix: ["2.8"], sandbox: [false] }'],
    ['yml', 'axes: { nix: ["2.8"], sandbox: [false] }'],
  ] as const)('takes one in .%s', async ([kind, text]) => {
    const { stdout, stderr } = await matrix({ [`nixproof.config.${kind}`]: text }, '--list')
    expect({ stdout, stderr }).toEqual({
      stdout: 'nix=2.8,nixpkgs=24.11,sandbox=off,variant=local',
      stderr: '',
    })
  })

  test('gives GitHub one line, of the cells that are chosen', async () => {
    const { stdout } = await matrix({}, '--list', '--format', 'github', '--cell', 'nix=2.34')
    expect(stdout).not.toContain('\n')
    expect(JSON.parse(stdout)).toEqual({
      include: [
        expect.objectContaining({ name: 'nix=2.34,nixpkgs=24.11,sandbox=off,variant=local' }),
        expect.objectContaining({ name: 'nix=2.34,nixpkgs=24.11,sandbox=on,variant=local' }),
      ],
    })
  })

  test('takes a configuration from elsewhere, and each name that it prints', async () => {
    const files = { 'ci/matrix.yaml': 'axes: { nix: ["2.8", "2.34"] }' }
    const { stdout } = await matrix(files, '--list', '--config', 'ci/matrix.yaml')
    const names = stdout.split('\n')
    expect(names).toHaveLength(4)
    const cells = names.flatMap((name) => ['--cell', name])
    const again = await matrix(files, '--list', '--config', 'ci/matrix.yaml', ...cells)
    expect(again.stdout).toBe(stdout)
  })
})

describe('nixproof matrix --list ends with 2, and says', () => {
  test.for([
    ['where it throws', '// A comment\nthrow new Error("no network")', 'no network', ':2:7\n'],
    ['what it throws', 'throw "no network"', 'found   no network', '\n'],
    [
      'what it rejects with',
      'export default Promise.reject(new Error("no"))',
      'found   no',
      ':1:31\n',
    ],
    ['that it exports nothing', 'export const axes = {}', 'has no default export', '\n'],
    ['that it has no export', 'const axes = { nix: ["2.34"] }', 'has no default export', '\n'],
    ['that it ends the process', 'process.exit(0)', 'found   It ends the process', '\n'],
    ['that it exports no data', 'export default () => ({})', 'Keys with values', '\n'],
    ['where it is no TypeScript', 'export default {\n  axes: [\n', 'Expression expected', ':2\n'],
    ['what it lacks', 'import "./nothing.ts"', "Cannot find module '", '\n'],
    ['what Node cannot run', 'enum A { B }\nexport default A', 'enum is not supported', ':1:1\n'],
    [
      'which value is wrong',
      'export default { axes: { nix: ["2.34", "2.35"] } }',
      'no Nix 2.35 [CONFIG_INVALID]\n  wanted  "2.34"',
      '\n',
    ],
  ] as const)('%s', async ([, config, told, place]) => {
    const { exitCode, stdout, stderr } = await list(config)
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    expect(stderr).toContain(told)
    expect(stderr).toContain(`at      nixproof.config.ts${place}`)
  })

  test('where it is no JavaScript', async () => {
    const files = { 'nixproof.config.mjs': 'export default {\n  tutorials: ["a" "b"],\n}\n' }
    const { exitCode, stderr } = await matrix(files, '--list')
    expect(exitCode).toBe(2)
    expect(stderr).toContain('found   Unexpected string\n  at      nixproof.config.mjs:2:19\n')
  })

  test('where it throws, behind a link', async () => {
    await using written = await writeTutorial('# Nothing\n', {
      'nixproof.config.ts': 'throw new Error("no network")',
    })
    const link = `${written.directory}-link`
    await symlink(written.directory, link)
    const { stderr } = await nixproof(['matrix', '--list'], {}, link)
    await rm(link)
    expect(stderr).toContain('at      nixproof.config.ts:1:7\n')
  })

  test('that every cell is excluded', async () => {
    const { exitCode, stdout, stderr } = await list(
      'export default { exclude: [{ nix: ["2.8", "2.26", "2.34"] }] }',
    )
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    expect(stderr).toContain('Every cell is excluded, so that nothing would be proved')
  })

  test('what --cell cannot choose', async () => {
    const { exitCode, stdout, stderr } = await matrix({}, '--list', '--cell', 'sandbx=on')
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' })
    expect(stderr).toContain('There is no axis "sandbx" [USAGE]\n  wanted  "sandbox"')
  })

  test('that a format is of a list', async () => {
    const { exitCode, stderr } = await matrix({}, 'README.md', '--format', 'json')
    expect(exitCode).toBe(2)
    expect(stderr).toContain('Add --list')
  })
})
