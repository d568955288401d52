import { fileURLToPath } from 'node:url'
import { configDefaults, defineConfig, type ViteUserConfig } from 'vitest/config'
import { nixproof } from '../harness/vitest/plugin.ts'
import { Skips } from './_skips.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

const configuration: ViteUserConfig = defineConfig({
  root,
  test: {
    retry: 0,
    reporters: [...configDefaults.reporters, new Skips()],
    projects: [
      {
        test: {
          name: 'unit',
          include: ['harness/**/*.test.ts'],
          // On two cores vitest takes one: much of the time here is waiting, for git and for deadlines.
          maxWorkers: 2,
          // Some run git, dozens of times; on a machine that does more besides, 5 s are not enough.
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'spec',
          include: ['specs/**/*.spec.ts'],
          globalSetup: ['specs/_global-setup.ts'],
          // Real builds on two cores: more files at once only slow one another down.
          maxWorkers: 2,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // What is waited for comes; a machine that builds besides takes longer than 1 s for some of it.
          expect: { poll: { timeout: 10_000 } },
        },
      },
      {
        // Our own page is a tutorial like any other.
        plugins: [nixproof()],
        test: {
          name: 'readme',
          include: ['README.md'],
          globalSetup: ['specs/_global-setup.ts'],
        },
      },
    ],
  },
})

export default configuration
