import { describe, expect, test } from 'vitest'
import { read } from './_reader.ts'
import { notHeld, short } from './_short-verdict.ts'

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
    const attached = new Map(attachments?.map(({ name, body }) => [name, body]))
    expect(attached.get('GET http://localhost:8123/missing')).toMatch(/^GET \/missing\n\n404\n/)
    expect(attached.get('server')).toContain('"GET /missing HTTP/1.1" 404')
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
