import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { execa, type ResultPromise } from 'execa'
import { inject } from 'vitest'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const VITEST = join(ROOT, 'node_modules/vitest/vitest.mjs')

/** Somebody's project, in which Markdown files are test files. */
export interface Project extends AsyncDisposable {
  readonly directory: string
  /** A file of it. */
  readonly path: (name: string) => string
  /** Runs vitest in it, as a person would. Never rejects. */
  readonly vitest: (...args: string[]) => ResultPromise<VitestOptions>
}

interface VitestOptions {
  readonly env: NodeJS.ProcessEnv
  readonly reject: false
  readonly all: true
  readonly cwd?: string
}

const OPTIONS: VitestOptions = {
  env: { NO_COLOR: '1', FORCE_COLOR: undefined, GITHUB_ACTIONS: undefined, VITEST: undefined },
  reject: false,
  all: true,
}

/**
 * @param files Their texts, by name.
 * @param test Keys of the configuration's `test`, as they stand in it.
 */
export async function makeProject(
  files: Readonly<Record<string, string>>,
  test = '',
): Promise<Project> {
  const directory = await mkdtemp(join(tmpdir(), 'nixproof-project-'))
  const harness = JSON.stringify(join(ROOT, 'harness/index.ts'))
  const all = {
    'package.json': '{ "type": "module" }',
    '.gitignore': 'node_modules\n',
    'setup.ts': `export default ({ provide }) => provide('image', ${JSON.stringify(inject('image'))})`,
    'vitest.config.ts': `import { nixproof } from ${harness}
export default {
  plugins: [nixproof()],
  test: { include: ['**/*.md', '**/*.test.ts'], globalSetup: ['setup.ts'], ${test} },
}`,
    ...files,
  }
  const path = (name: string): string => join(directory, name)
  for (const [name, text] of Object.entries(all)) {
    await mkdir(dirname(path(name)), { recursive: true })
    await writeFile(path(name), text, { mode: text.startsWith('#!') ? 0o755 : 0o644 })
  }
  await symlink(join(ROOT, 'node_modules'), path('node_modules'))
  return {
    directory,
    path,
    vitest: (...args) => {
      const options = { ...OPTIONS, cwd: directory }
      return execa<VitestOptions>(process.execPath, [VITEST, ...args], options)
    },
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  }
}
