import { readFile } from 'node:fs/promises'
import process from 'node:process'
import { describe, expect, test } from 'vitest'
import type { NotHeld, Verdict } from '../harness/tutorial/verdict.ts'
import { read } from './_reader.ts'
import { fixture } from './_support.ts'

/** A verdict without what differs from one run to the next. */
function short(verdict: Verdict): unknown {
  if (verdict.held === 'skipped') return verdict.reason
  if (verdict.held) return true
  return `${verdict.code} at ${verdict.place?.line}:${verdict.place?.column ?? ''}`
}

function notHeld(verdict: Verdict | undefined): NotHeld {
  if (verdict?.held !== false) expect.fail(`it does not fail: ${JSON.stringify(verdict)}`)
  return verdict
}

async function bad(name: string): Promise<Verdict[]> {
  return read(await readFile(fixture(`tutorials/bad/${name}.md`), 'utf8'))
}

describe('openReader()', () => {
  test('types all blocks into one shell, which keeps directory, environment and functions', async () => {
    const verdicts = await read(`
\`\`\`bash
mkdir -p deep/er && cd deep
export NAME=world
greet() { echo "Hello, $1"; }
\`\`\`

Then:

\`\`\`console
$ basename "$PWD"; greet "$NAME"
deep
Hello, world
$ cd er && pwd
/workspace/deep/er
\`\`\`
`)
    expect(verdicts.map(short)).toEqual([true, true])
  })

  test('goes on in the shell that nix-shell opens, and leaves it', async () => {
    const shell = 'with import <nixpkgs> { }; mkShell { FLAVOUR = "sweet"; }'
    const verdicts = await read(
      `
\`\`\`console
$ echo "<$FLAVOUR>"
<>
$ nix-shell
[nix-shell:/workspace]$ echo "<$FLAVOUR>"
<sweet>
[nix-shell:/workspace]$ exit
$ echo "<$FLAVOUR>"
<>
\`\`\`
`,
      { 'shell.nix': shell },
    )
    expect(verdicts.map(short)).toEqual([true])
  })

  test('types into nix repl, and evaluates, builds and parses Nix that no file is named for', async () => {
    const verdicts = await read(`
\`\`\`nix-repl
nix-repl> 1 + 2
3

nix-repl> builtins.length [ 1 2 ]
2
\`\`\`

An expression:

\`\`\`nix
let answer = 42; in answer
\`\`\`

A package:

\`\`\`nix
with import <nixpkgs> { }; runCommand "proof" { } "echo proved > $out"
\`\`\`

It fails where a part of it does:

\`\`\`nix
let answer = 42; in
  answer.question
\`\`\`
`)
    expect(verdicts.map(short)).toEqual([true, true, true, 'NIX_EVALUATION at 26:3'])
  })

  test('serves until its shell is needed again, and asks for what the text says', async () => {
    const server = `with import <nixpkgs> { }; writeShellScriptBin "serve" "exec \${python3}/bin/python3 -m http.server 8123"`
    const text = `
# Serve

\`\`\`bash
nix-build
./result/bin/serve
\`\`\`

Open http://localhost:8123/README.md: it says "Serve".

\`\`\`bash
echo "the port is free again" && curl --silent --max-time 2 http://localhost:8123/ || echo "nobody there"
\`\`\`

Once more:

\`\`\`bash
./result/bin/serve
\`\`\`

Open http://localhost:8123/missing: it says "Serve".
`
    const [first, second, third] = await read(text, { 'default.nix': server })
    expect(first?.held).toBe(true)
    expect(second?.held === true && second.attachments?.[0]?.body).toContain('nobody there')
    const { code, place, failure, attachments } = notHeld(third)
    expect({ code, line: place?.line }).toEqual({ code: 'HTTP_MISMATCH', line: 21 })
    expect(failure.found).toMatch(/^404 with the body/)
    expect(attachments?.map(({ name }) => name)).toContain('GET http://localhost:8123/missing')
  })

  test('skips what goes on from a block that does not hold, and does what begins anew', async () => {
    const verdicts = await read(
      `
# One

\`\`\`bash
false
\`\`\`

\`\`\`bash
echo "after it"
\`\`\`

Inside \`main.txt\`:

\`\`\`text
what it says
\`\`\`
`,
      { 'main.txt': 'what it says\n' },
    )
    expect(verdicts.map(short)).toEqual([
      'SHELL_COMMAND_FAILED at 5:1',
      'The block at line 4 does not hold, and this one goes on from there',
      true,
    ])
  })
})

describe('openReader(), with what goes wrong', () => {
  test('a block that kills its shell: at the command, and the rest of it is not typed', async () => {
    const verdict = notHeld((await bad('kills-its-shell'))[0])
    expect(short(verdict)).toBe('SHELL_COMMAND_FAILED at 5:1')
    expect(verdict.message).toContain('exit code 137')
  })

  test('a block that waits for input: its input has ended', async () => {
    expect((await bad('waits-for-input')).map(short)).toEqual(['SHELL_COMMAND_FAILED at 4:1'])
  })

  test('a block that leaves processes behind: it holds, and they end with the container', async () => {
    expect((await bad('forks')).map(short)).toEqual([true])
  })

  test('a block that prints 1 GB: it holds, says what is not kept, and memory stays flat', async () => {
    const before = process.memoryUsage.rss()
    const [verdict] = await bad('prints-a-gigabyte')
    expect(verdict?.held === true && verdict.notes[0]).toMatch(
      /: \d{9} characters of its output are not kept/,
    )
    expect(process.memoryUsage.rss() - before).toBeLessThan(300 * 2 ** 20)
  })

  test('a block that never ends: its time is up, and the shell takes the next one', async () => {
    const verdicts = await read(`
<!-- nixproof timeout: 2s -->

\`\`\`bash
while true; do sleep 1; done
\`\`\`

<!-- nixproof session: other -->

\`\`\`bash
echo "goes on"
\`\`\`
`)
    expect(verdicts.map(short)).toEqual(['TIMEOUT at 5:1', true])
  })

  test('an abort ends what is under way, and rejects with its reason', async () => {
    const abort = new AbortController()
    const reading = read('```bash\nsleep 300\n```\n', {}, abort.signal)
    setTimeout(() => abort.abort(new Error('enough')), 3000)
    await expect(reading).rejects.toThrow('enough')
  })
})
