import { expect, test } from 'vitest'
import { read } from './_reader.ts'
import { notHeld, short } from './_short-verdict.ts'

test('a value is looked into, a package as far as to know what builds it', async () => {
  const verdicts = await read(`
\`\`\`nix
{ a = 1; inside = [ { b = throw "deep in it"; } ]; }
\`\`\`

\`\`\`nix
let pkgs = import <nixpkgs> { }; in { a = pkgs.runCommand "made" { } "exit 1"; f = x: x; }
\`\`\`

\`\`\`nix
import <nixpkgs> { }
\`\`\`
`)
  expect(verdicts.map(short)).toEqual(['NIX_EVALUATION at 3:27', true, true])
  expect(verdicts[1]).toMatchObject({ notes: ['{ a = "<derivation made>"; f = <LAMBDA>; }'] })
  expect(verdicts[2]).toMatchObject({ notes: [expect.stringMatching(/^"<set of \d+>"$/)] })
})

test('a file of Nix that the text writes has to be one that Nix can read', async () => {
  const verdicts = await read(`
Create \`broken.nix\`:

\`\`\`nix
{ pkgs ? import <nixpkgs> { } }:
pkgs.mkShell { packages = [ pkgs.zlib ] }
\`\`\`
`)
  expect(verdicts.map(short)).toEqual(['NIX_SYNTAX at 6:41'])
})

test('an address with https is not answered by a server without', async () => {
  const [verdict] = await read(
    `
\`\`\`bash
nix-build
./result/bin/serve
\`\`\`

Open https://localhost:8126/README.md in a browser.
`,
    {
      'default.nix':
        'with import <nixpkgs> { }; writeShellScriptBin "serve" "exec ${python3}/bin/python3 -m http.server 8126"',
    },
  )
  expect(short(verdict!)).toBe('HTTP_MISMATCH at 7:6')
  expect(notHeld(verdict).failure.found).toContain('No answer')
})

test('what a command has made is held against what the text says of it, and not written over', async () => {
  const verdicts = await read(`
\`\`\`bash
echo "first" > log.txt
\`\`\`

The file \`log.txt\` now contains:

\`\`\`text
second
\`\`\`

\`\`\`console
$ cat log.txt
first
\`\`\`
`)
  expect(verdicts.map(short)).toEqual([true, 'DRIFT_FILE at 9:1', true])
})
