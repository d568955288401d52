import { cp, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { expect, test } from 'vitest'
import { makeDirectory, writeFiles } from './_repository.ts'
import { fixture } from './_support.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const CONFIG = `
import { nixproof, PLAN_FILES } from ${JSON.stringify(join(ROOT, 'harness/index.ts'))}
export default {
  plugins: [nixproof()],
  resolve: { alias: { nixproof: ${JSON.stringify(join(ROOT, 'harness/index.ts'))} } },
  test: { include: ['*.test.ts', PLAN_FILES], globalSetup: ['global-setup.ts'], testTimeout: 600_000 },
}
`
const PLAN = `
format: 1
tutorial: PAGE.md
checks: [{ name: builds, line: 1, steps: [{ do: build }] }]
`

// README.md is held against the files in fixtures/readme, by the project "readme" of vitest.config.ts.
test('what README.md shows for vitest runs as it is written', { timeout: 600_000 }, async () => {
  await using project = await makeDirectory()
  const filter = (path: string): boolean => !/\/(result|__pycache__)$/.test(path)
  await cp(fixture('sample-tutorial/sample-app-python'), project.path, { recursive: true, filter })
  await cp(fixture('readme'), project.path, { recursive: true })
  await writeFiles(project.path, {
    'package.json': '{ "type": "module" }',
    'vitest.config.ts': CONFIG,
    'PAGE.md': '# Build it\n',
    'PAGE.plan.yaml': PLAN,
  })
  await writeFile(join(project.path, '.gitignore'), 'node_modules\nresult\n')
  await symlink(join(ROOT, 'node_modules'), join(project.path, 'node_modules'))
  const vitest = [
    join(ROOT, 'node_modules/vitest/vitest.mjs'),
    'run',
    '--reporter=json',
    '--outputFile=results.json',
  ]
  const { all } = await execa(process.execPath, vitest, {
    cwd: project.path,
    env: { NIXPROOF_RUN: undefined, VITEST: undefined, NO_COLOR: '1', FORCE_COLOR: undefined },
    reject: false,
    all: true,
  })
  const { testResults } = JSON.parse(
    await readFile(join(project.path, 'results.json'), 'utf8'),
  ) as {
    testResults: { assertionResults: { title: string; status: string }[] }[]
  }
  const results = testResults.flatMap(({ assertionResults }) => assertionResults)
  expect(results.map(({ title, status }) => `${title}: ${status}`).toSorted(), all).toEqual([
    expect.stringMatching(/^builds.*: passed$/),
    'the app says hello: passed',
  ])
})
