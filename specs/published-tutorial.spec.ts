import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { nixproof } from './_cli.ts'
import { noPublished, PUBLISHED, skipWhere } from './_needs.ts'
import { makeRepository } from './_repository.ts'
import { fixture } from './_support.ts'
import { brief, verdictsIn, wrong } from './_verdicts.ts'

const SIDECAR = fixture('published-tutorial/README.nixproof.yaml')
const DEADLINE = { timeout: 600_000 }
const CALL = ['verify', PUBLISHED, '--sidecar', SIDECAR, '--image', 'embedded']
const verify = (...args: readonly string[]) =>
  nixproof([...CALL, '--workspace', fixture('sample-tutorial'), ...args])

describe('nixproof verify --sidecar, of a text that is not ours and is not edited', () => {
  test(
    'proves 7 of 8 blocks without a clone: 5 hold, 2 are wrong as the sidecar says',
    DEADLINE,
    async (context) => {
      skipWhere(context, noPublished)
      const before = await readFile(PUBLISHED, 'utf8')
      const { exitCode, all } = await verify()
      const told = verdictsIn(all)
      expect(brief(told)).toEqual([
        '15 skipped: It is for variant fetched only, and this is local',
        ...[46, 57, 68, 82, 99, 153, 171].map((line) => `${line} held`),
      ])
      const detailOf = (at: number): string => told.find(({ line }) => line === at)!.detail
      expect(detailOf(46)).toMatch(/(?:listens on 127\.0\.0\.1:5000[^]*: 200 "Hello world[^]*){2}/)
      expect(detailOf(57)).toContain('open nix-shell')
      expect(detailOf(68)).toContain('paths are there')
      expect(detailOf(82)).toContain('write sample-app-python/src/sample_app_python/main.py')
      expect(detailOf(99)).toContain('write sample-app-python/default.nix')
      for (const at of [153, 171]) {
        expect(detailOf(at)).toMatch(/^it fails, as it is to: .*path has a trailing slash$/m)
      }
      expect(all).toMatch(/^Proved: 7 held, 1 not run /m)
      expect(exitCode).toBe(0)
      expect(await readFile(PUBLISHED, 'utf8')).toBe(before)
    },
  )

  /** The repository that it fetches from is known by two hashes alone. */
  test(
    'tells its right pin from its stale one: HASH_MISMATCH at README.md:32',
    DEADLINE,
    async (context) => {
      skipWhere(context, noPublished)
      const lines = (await readFile(PUBLISHED, 'utf8')).split('\n')
      const app = '178-Nix-Package-Python/sample-app-python'
      await using education = await makeRepository({
        // What the text shows is byte for byte what its first pin is of.
        [`${app}/default.nix`]: `${lines.slice(99, 143).join('\n')}\n`,
      })
      const origin = `github:pagekey/education=${education.path}`
      const { exitCode, all } = await verify('--origin', origin, '--only', '15')
      const [first] = verdictsIn(all)
      expect(first).toMatchObject({ line: 15, ending: 'failed' })
      expect(first!.detail).toMatch(wrong('HASH_MISMATCH', 'README.md:32:27'))
      expect(first!.detail).toContain('wanted  sha256-y6JHx9hFB7nGPhD9GYC0AjQXAI2qoUnbi7t3ms7p924=')
      expect(exitCode).toBe(1)
    },
  )
})
