import { fileURLToPath } from 'node:url'
import { configDefaults, defineConfig, type ViteUserConfig } from 'vitest/config'
import { nixproof } from '../harness/vitest/plugin.ts'
import { Skips } from './_skips.ts'

/** What takes minutes, with builds done twice, cells or engines elsewhere: `npm run test:long`. */
const LONG = [
  'warm-store*',
  'incremental*',
  'remote-engine*',
  'nix-settings*',
  'nixpkgs-rules',
  'shards*',
  'matrix',
  'matrix-jobs',
  'ci-files',
  'image-interrupted',
].map((name) => `specs/${name}.spec.ts`)

/** Real builds on two cores: more files at once only slow one another down. */
const REAL = {
  globalSetup: ['specs/_global-setup.ts'],
  maxWorkers: 2,
  testTimeout: 120_000,
  hookTimeout: 120_000,
  // What is waited for comes; a machine that builds besides takes longer than 1 s for some of it.
  expect: { poll: { timeout: 10_000 } },
}

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
          include: ['harness/**/*.test.ts', 'specs/bench/*.test.ts'],
          // On two cores vitest takes one: much of the time here is waiting, for git and for deadlines.
          maxWorkers: 2,
          // Some run git, dozens of times; on a machine that does more besides, 5 s are not enough.
          testTimeout: 60_000,
          hookTimeout: 60_000,
          // They import JSON as bundlers do, and Node does not.
          server: { deps: { inline: [/node_modules\/@actions\//] } },
        },
      },
      {
        test: {
          ...REAL,
          name: 'spec',
          include: ['specs/**/*.spec.ts'],
          exclude: LONG,
        },
      },
      { test: { ...REAL, name: 'long', include: LONG } },
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
