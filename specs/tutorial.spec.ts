import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { EMBEDDED_NIX } from '../harness/image/debian/packages.ts'
import { nixproof } from './_cli.ts'
import { makeGreetings, type Greetings } from './_greetings.ts'
import { fixture } from './_support.ts'
import { brief, verdictsIn, type Told } from './_verdicts.ts'

const TUTORIAL = fixture('sample-tutorial/README.md')
const FETCHED_ONLY = 'skipped: It is for variant fetched only, and this is local'
/** Where the code blocks of the tutorial begin, and what has to be done for each. */
const BLOCKS: readonly (readonly [line: number, proof: RegExp])[] = [
  [13, /nixos-system-nixos[^]*listens on 127\.0\.0\.1:5000[^]*: 200 "Hello world/],
  [44, /(?:run nix-build\n.*listens on 127\.0\.0\.1:5000.*\nGET .*: 200 "Hello[^]*){2}/],
  [55, /run curl -s http:\/\/localhost:5000 \(in beside\)/],
  [62, /open nix-shell as main\/1[^]*run python3 -c .* \(in main\/1\)/],
  [73, /9 paths are there/],
  [87, /what sample-app-python\/src\/sample_app_python\/greeting\.py says/],
  [95, /what sample-app-python\/src\/sample_app_python\/main\.py says/],
  [114, /what sample-app-python\/setup\.py says/],
  [130, /what sample-app-python\/default\.nix says/],
  [190, /what sample-app-python\/shell\.nix says/],
  [213, /nixos-system-nixos/],
  [232, /nixos-system-nixos[^]*listens on 127\.0\.0\.1:5000[^]*: 200 "Hello world/],
  [245, /what nixos\/default\.nix says/],
  [260, /run cd nixos[^]*run nix-build/],
  [269, /write nixos\/fetched\.nix/],
  [295, /run nix-build fetched\.nix/],
  [305, /write nixos\/fetched\.nix/],
  [328, /run nix-build fetched\.nix[^]*listens on 127\.0\.0\.1:5000[^]*: 200 "Hello world/],
]
const LINES = BLOCKS.map(([line]) => line)
const FETCHING = [13, 295, 328]
const DEADLINE = { timeout: 600_000 }

const verify = (...args: readonly string[]) =>
  nixproof(['verify', TUTORIAL, '--image', 'embedded', ...args])

/** Each block that held did what it is there for: a check that does nothing holds as well. */
function expectProofs(told: readonly Told[]): void {
  for (const { line, detail } of told.filter(({ ending }) => ending === 'held')) {
    expect(detail).toMatch(BLOCKS.find(([at]) => at === line)![1])
  }
}

describe('nixproof verify fixtures/sample-tutorial/README.md', () => {
  let greetings: Greetings
  beforeAll(async () => {
    greetings = await makeGreetings()
  })
  afterAll(() => greetings?.[Symbol.asyncDispose]())

  test('knows all blocks of the text', async () => {
    const fences = (await readFile(TUTORIAL, 'utf8'))
      .split('\n')
      .flatMap((text, index) => (text.startsWith('```') ? [index + 1] : []))
    expect(fences.filter((_, index) => index % 2 === 0)).toEqual(LINES)
  })

  test(
    'proves 15 of 18 blocks without a clone, and says why not the others',
    DEADLINE,
    async () => {
      const { exitCode, all } = await verify()
      const told = verdictsIn(all)
      const expected = LINES.map((at) => `${at} ${FETCHING.includes(at) ? FETCHED_ONLY : 'held'}`)
      expect(brief(told)).toEqual(expected)
      expectProofs(told)
      expect((LINES.length - FETCHING.length) / LINES.length).toBeGreaterThan(0.8)
      expect(all).toMatch(/^Proved: 15 held, 3 not run /m)
      expect(exitCode).toBe(0)
    },
  )

  test.for(EMBEDDED_NIX)(
    'proves every block with a clone that answers for GitHub; Nix %s',
    DEADLINE,
    async (nix) => {
      const origin = `github:example-org/greetings=${greetings.path}`
      const { exitCode, all } = await verify('--nix', nix, '--origin', origin)
      const told = verdictsIn(all)
      expect(brief(told)).toEqual(LINES.map((line) => `${line} held`))
      expectProofs(told)
      expect(all).toMatch(/^Proved: 18 held /m)
      expect(exitCode).toBe(0)
    },
  )
})
