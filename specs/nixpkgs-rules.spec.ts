import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { NixContainer } from '../harness/container/nix-container.ts'
import { ensureEngine } from '../harness/engine/ensure.ts'
import { formatPlace } from '../harness/errors.ts'
import { EMBEDDED_NIXPKGS } from '../harness/image/releases.ts'
import { nixproof } from './_cli.ts'
import { writeTutorial } from './_reader.ts'
import { embedded, failure, fixture, tell } from './_support.ts'
import { brief, verdictsIn } from './_verdicts.ts'

const APP = fixture('sample-tutorial/sample-app-python')
/** Images are made here where they are not on the engine yet. */
const DEADLINE = { timeout: 600_000 }
const NEW_ENOUGH = ['2.26', '2.34'] as const

/** In nixpkgs' own words. */
const UNSAID =
  'python3.11-sample-app-python-package-1.0.0 does not configure a `format`. To build with setuptools as before, set `pyproject = true` and `build-system = [ setuptools ]`.`'
/** What the advice says to write. */
const FIXES = [
  'format = "setuptools";',
  'pyproject = true; build-system = [ pkgs.python311Packages.setuptools ];',
]

/** The app with each fix, in a directory of its own. */
let fixed: string

beforeAll(async () => {
  fixed = await mkdtemp(join(tmpdir(), 'nixproof-rules-'))
  for (const [index, line] of FIXES.entries()) {
    const app = join(fixed, String(index))
    await cp(APP, app, { recursive: true })
    const text = await readFile(join(app, 'default.nix'), 'utf8')
    const edited = text.replace('    version = "1.0.0";\n', (version) => `${version}    ${line}\n`)
    expect(edited).toContain(line)
    await writeFile(join(app, 'default.nix'), edited)
  }
})
afterAll(() => rm(fixed, { recursive: true, force: true }))

describe.for(NEW_ENOUGH)('nixpkgs 25.11 on Nix %s', (nix) => {
  test(
    "nixBuild() of the tutorial's own default.nix fails as it does there",
    DEADLINE,
    async ({ signal }) => {
      const { reference } = await embedded(nix, '25.11')
      await using container = await new NixContainer(reference).withWorkspace(APP).start()
      const error = await failure(container.nixBuild({ signal }))
      expect([error.code, error.blame]).toEqual(['NIX_EVALUATION', 'tutorial'])
      expect(error.details.found).toBe(UNSAID)
      // Where the package gets its name, and not where the trace ends.
      expect(formatPlace(error.details.place!)).toBe('default.nix:14:5')
      for (const fix of ['format = "setuptools";', 'pyproject = true; build-system = '])
        expect(error.details.next).toContain(fix)
    },
  )

  test.for(EMBEDDED_NIXPKGS)(
    'nixBuild() with what the advice says builds by the rules of %s',
    DEADLINE,
    async (nixpkgs, { signal }) => {
      const { reference } = await embedded(nix, nixpkgs)
      await using container = await new NixContainer(reference).withWorkspace(fixed).start()
      const args = ['-E', '[ (import ./0 { }) (import ./1 { }) ]']
      const { outPaths } = await container.nixBuild({ args, signal })
      expect(outPaths).toHaveLength(2)
    },
  )

  test("is what each of the reader's ways to nixpkgs leads to", DEADLINE, async () => {
    const { reference } = await embedded(nix, '25.11')
    await using container = await new NixContainer(reference).start()
    const script = `
      echo '{ }' >/etc/nixos/configuration.nix
      value() { nix-instantiate --eval -E "$1"; }
      value '(import <nixpkgs> { }).lib.version'
      value '(import <nixpkgs/lib>).trivial.release'
      value '(import <nixpkgs/nixos> { configuration = { }; }).config.system.nixos.release'
      value '(import ~/.nix-defexpr/channels/nixpkgs { }).lib.release'
      nix-shell -p 'writeShellScriptBin "tell" "echo \${lib.release}"' --run tell 2>/dev/null
      # Its trace names the nixpkgs that it looks into.
      nix-env -iA nixpkgs.hello 2>&1 | grep -qF "$(readlink -f /etc/nixproof/channels/25.11/nixpkgs)" && echo nix-env
      nixos-rebuild switch >/dev/null 2>&1 && cat /run/current-system/nixos-version`
    const { stdout, stderr } = await container.run(['bash', '-c', script])
    expect(stderr).toBe('')
    const told = '"25.11.embedded" "25.11" "25.11" "25.11" 25.11 nix-env 25.11.embedded'
    expect(stdout.trim().split('\n')).toEqual(told.split(' '))
  })
})

describe('nixpkgs 25.11 on Nix 2.8', () => {
  test('gives up on a Nix that is too old, as it does there', DEADLINE, async ({ signal }) => {
    const { reference } = await embedded('2.8', '25.11')
    await using container = await new NixContainer(reference).withWorkspace(APP).start()
    const calls = [
      () => container.nixBuild({ signal }),
      () => container.nixShell('true', { signal }),
    ]
    for (const call of calls) {
      // oxlint-disable-next-line no-await-in-loop -- one that ends while the other is awaited would be nobody's
      const error = await failure(call())
      expect([error.code, error.blame]).toEqual(['NIX_TOO_OLD', 'environment'])
      expect(error.details.wanted).toBe('Nix 2.18 or newer')
      expect(error.details.found).toMatch(/^Nix 2\.8\./)
      expect(error.details.next).toContain('--nixpkgs 24.11')
    }
  })
})

test('the image with the rules of 25.11 is that of 24.11 and a link', DEADLINE, async () => {
  const { docker } = await ensureEngine(tell)
  const [old, recent] = await Promise.all(
    EMBEDDED_NIXPKGS.map(async (nixpkgs) => {
      const { reference } = await embedded('2.26', nixpkgs)
      return docker.getImage(reference).inspect()
    }),
  )
  expect(recent!.RootFS.Layers!.slice(0, -1)).toEqual(old!.RootFS.Layers)
  expect(recent!.Size - old!.Size).toBeLessThan(1000)
  expect(recent!.Config.Env).toEqual(old!.Config.Env)
})

describe('nixproof verify --nixpkgs', () => {
  const TEXT = `
<!-- nixproof only-on: { nixpkgs: "25.11" } -->

\`\`\`console
$ nix-instantiate --eval -E '(import <nixpkgs> { }).lib.release'
"25.11"
\`\`\`

<!-- nixproof only-on: { nixpkgs: "24.11" } -->

\`\`\`console
$ nix-instantiate --eval -E '(import <nixpkgs> { }).lib.release'
"24.11"
\`\`\`
`

  test.for([
    [[], ['4 skipped: It is for nixpkgs 25.11 only, and this is 24.11', '11 held']],
    [
      ['--nixpkgs', '25.11'],
      ['4 held', '11 skipped: It is for nixpkgs 24.11 only, and this is 25.11'],
    ],
  ] as const)('knows blocks for one release only: %j', DEADLINE, async ([flags, verdicts]) => {
    await using written = await writeTutorial(TEXT)
    const { exitCode, all } = await nixproof([
      'verify',
      written.file,
      '--image',
      'embedded',
      ...flags,
    ])
    expect(brief(verdictsIn(all))).toEqual(verdicts)
    expect(exitCode).toBe(0)
  })

  test('blames the sample tutorial where it does not hold any more: 1', DEADLINE, async () => {
    const file = fixture('sample-tutorial/README.md')
    const flags = ['--image', 'embedded', '--nixpkgs', '25.11', '--only', 'Quick demo']
    const { exitCode, all } = await nixproof(['verify', file, ...flags])
    expect(all).toMatch(
      /The tutorial is wrong: .*does not say how it is built.* \[NIX_EVALUATION\]/,
    )
    expect(all).toContain(UNSAID)
    expect(all).toContain('sample-app-python/default.nix:14:5')
    expect(all).toContain('format = "setuptools";')
    expect(exitCode).toBe(1)
  })
})
