import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { nixproof } from './_cli.ts'
import { HELLO, makeGreetings, TREE_PIN, APP } from './_greetings.ts'
import { makeDirectory } from './_repository.ts'
import { fixture } from './_support.ts'
import { verdictsIn, wrong } from './_verdicts.ts'

/** One thing that is wrong with the sample tutorial, and what has to be said of it. */
interface Twin {
  readonly what: string
  readonly file?: string
  readonly from: string
  readonly to: string
  /** The block in which it shows. */
  readonly block: number
  readonly code: string
  /** Default: 1. */
  readonly exitCode?: number
  /** LINE:COLUMN of README.md, or another place. */
  readonly at: string
}

const HEADLINES: Readonly<Record<number, string>> = {
  1: 'The tutorial is wrong',
  3: 'The environment is missing something',
}

const TWINS: readonly Twin[] = [
  {
    what: 'the page says something else than the text',
    from: `the page says "${HELLO}"`,
    to: 'the page says "Hello world from Nix and Django!"',
    block: 44,
    code: 'HTTP_MISMATCH',
    at: 'README.md:53:7',
  },
  {
    what: 'the text has the address of another port',
    from: 'Open `http://localhost:5000`: the page',
    to: 'Open `http://localhost:8000`: the page',
    block: 44,
    code: 'DRIFT_URL',
    at: 'README.md:53:7',
  },
  {
    what: 'the text says another port',
    from: 'listens on 127.0.0.1, port 5000',
    to: 'listens on 127.0.0.1, port 8080',
    block: 44,
    code: 'DRIFT_PORT',
    at: 'README.md:112:33',
  },
  {
    what: 'the program that is started has another name',
    from: 'cd ../nixos\nnix-build\n./result/bin/sample-app-python',
    to: 'cd ../nixos\nnix-build\n./result/bin/sample-app',
    block: 44,
    code: 'PROGRAM_NOT_FOUND',
    at: 'README.md:50:1',
  },
  {
    what: 'a command prints something else',
    from: '$ curl -s http://localhost:5000\nHello world from Nix and Flask!',
    to: '$ curl -s http://localhost:5000\nHello world from Flask!',
    block: 55,
    code: 'DRIFT_OUTPUT',
    at: 'README.md:57:1',
  },
  {
    what: 'the listing has a file that is not there',
    from: '      greeting.py\n',
    to: '      greetings.py\n',
    block: 73,
    code: 'DRIFT_PATH',
    at: 'README.md:78:7',
  },
  {
    what: 'a file is shown as it was',
    from: '    app.run(debug=True)\n```',
    to: '    app.run()\n```',
    block: 95,
    code: 'DRIFT_FILE',
    at: 'README.md:109:1',
  },
  {
    what: 'a file is not as it is shown',
    file: 'sample-app-python/setup.py',
    from: 'version="1.0.0"',
    to: 'version="1.1.0"',
    block: 114,
    code: 'DRIFT_FILE',
    at: 'README.md:119:1',
  },
  {
    what: 'a fragment has a package that nixpkgs has not',
    from: 'nixpkgs.config.packageOverrides = pkgs: {\n    sample-app-python =\n      let\n        defaultNix = builtins.path {',
    to: 'nixpkgs.config.packageOverrides = pkgs: {\n    sample-app =\n      let\n        defaultNix = builtins.path {',
    block: 232,
    // The embedded nixpkgs cannot know what nixpkgs has.
    code: 'NOT_EMBEDDED',
    exitCode: 3,
    at: 'README.md:235:5',
  },
]

async function makeTwin({ file = 'README.md', from, to }: Pick<Twin, 'file' | 'from' | 'to'>) {
  const directory = await makeDirectory()
  const filter = (path: string): boolean => !/\/(result|__pycache__)$/.test(path)
  await cp(fixture('sample-tutorial'), directory.path, { recursive: true, filter })
  const text = await readFile(join(directory.path, file), 'utf8')
  expect(text.split(from).length).toBeGreaterThan(1)
  await writeFile(
    join(directory.path, file),
    text.replace(from, () => to),
  )
  return directory
}

test.for(TWINS)(
  'verify fails with $code at $at when $what',
  async ({ block, code, exitCode = 1, at, ...twin }) => {
    await using directory = await makeTwin(twin)
    const where = code === 'DRIFT_OUTPUT' ? 'Quick demo' : String(block)
    const args = ['verify', 'README.md', '--image', 'embedded', '--only', where]
    const { exitCode: ended, all } = await nixproof(args, {}, directory.path)
    const failed = verdictsIn(all).filter(({ ending }) => ending === 'failed')
    expect(failed.map(({ line }) => line)).toEqual([block])
    expect(failed[0]!.detail).toMatch(wrong(code, at, HEADLINES[exitCode]))
    expect(ended).toBe(exitCode)
  },
)

test('verify fails with HASH_MISMATCH at the hash when the branch has moved on', async () => {
  await using greetings = await makeGreetings()
  await greetings.commit({ [`${APP}/src/sample_app_python/greeting.py`]: 'GREETING = "Hi"\n' })
  const origin = `github:example-org/greetings=${greetings.path}`
  const args = ['--image', 'embedded', '--origin', origin, '--only', '13']
  const { exitCode, all } = await nixproof([
    'verify',
    fixture('sample-tutorial/README.md'),
    ...args,
  ])
  const [first] = verdictsIn(all)
  expect(first).toMatchObject({ line: 13, ending: 'failed' })
  expect(first!.detail).toMatch(wrong('HASH_MISMATCH', 'README.md:31:21'))
  expect(first!.detail).toContain(`wanted  ${TREE_PIN}`)
  expect(exitCode).toBe(1)
})
