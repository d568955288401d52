import { symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { nixproof } from './_cli.ts'
import { read, writeTutorial } from './_reader.ts'
import { makeRepository } from './_repository.ts'
import { notHeld, short } from './_short-verdict.ts'

const SERVE =
  'with import <nixpkgs> { }; writeShellScriptBin "serve" "exec ${python3}/bin/python3 -m http.server 8125"'

describe('directives, when a tutorial is run', () => {
  test('expect: fail wants a failure, with its code and words', async () => {
    const verdicts = await read(`
<!-- nixproof expect: { fail: { code: 3, text: not today } } -->

\`\`\`bash
echo "not today"; (exit 3)
\`\`\`

<!-- nixproof expect: fail -->

\`\`\`bash
true
\`\`\`

<!-- nixproof expect: { fail: { text: not like this } } -->

\`\`\`nix
with import <nixpkgs> { }; runCommand "x" { } (throw "not like this")
\`\`\`
`)
    expect(verdicts.map(short)).toEqual([true, 'NOT_FAILED at 11:1', true])
  })

  test('expect: output compares all that was printed', async () => {
    const verdicts = await read(`
<!-- nixproof expect: { output: { contains: [one, two], regex: "^t.o$" } } -->

\`\`\`bash
echo one
echo two
\`\`\`

<!-- nixproof expect: { output: { exact: "one" } } -->

\`\`\`bash
echo one and more
\`\`\`

<!-- nixproof nondeterministic: [number] -->

\`\`\`console
$ echo "took 17 s"
took 23 s
\`\`\`
`)
    expect(verdicts.map(short)).toEqual([true, 'DRIFT_OUTPUT at 11:', true])
  })

  test('expect: http asks the program that the block starts', async () => {
    const [built, served, wrong] = await read(
      `
\`\`\`bash
nix-build
\`\`\`

<!-- nixproof expect: { http: { path: /note.json, status: 200, json: { a: 1 }, headers: { content-type: application/json } } } -->

\`\`\`bash
./result/bin/serve
\`\`\`

<!-- nixproof expect: { http: { path: /note.json, status: 200, json: { a: 2 } } } -->

\`\`\`bash
./result/bin/serve
\`\`\`
`,
      { 'default.nix': SERVE, 'note.json': '{ "a": 1, "b": 2 }' },
    )
    expect([built, served].map((one) => short(one!))).toEqual([true, true])
    const { code, failure } = notHeld(wrong)
    expect([code, failure.wanted, failure.found]).toEqual(['HTTP_MISMATCH', '$.a is 2', '1'])
  })

  test('capture gives later commands and expectations what an earlier one printed', async () => {
    const verdicts = await read(`
<!-- nixproof capture: { OUT: store-path } -->

\`\`\`bash
nix-build -E 'with import <nixpkgs> { }; runCommand "note" { } "echo noted > $out"' --no-out-link
\`\`\`

<!-- nixproof expect: { output: { contains: ["\${OUT}", noted] } } -->

\`\`\`bash
echo "$OUT"; cat "$OUT"
\`\`\`

<!-- nixproof capture: { HASH: hash } -->

\`\`\`bash
echo "no such thing"
\`\`\`
`)
    expect(verdicts.map(short)).toEqual([true, true, 'CAPTURE_MISSING at 16:'])
  })

  test('cwd, env, setup and cleanup are around the block; session is another shell', async () => {
    const verdicts = await read(
      `
<!-- nixproof { cwd: sub, env: { WHO: "me too" }, setup: "echo made > ../made", cleanup: "rm ../made" } -->

\`\`\`console
$ basename "$PWD"; echo "$WHO"; cat ../made
sub
me too
made
\`\`\`

\`\`\`console
$ ls ../made
...
$ HERE=1
\`\`\`

<!-- nixproof session: other -->

\`\`\`console
$ echo "<$HERE>"
<>
\`\`\`

<!-- nixproof { session: third, setup: exit 4 } -->

\`\`\`bash
true
\`\`\`
`,
      { 'sub/file': '' },
    )
    expect(verdicts.map(short)).toEqual([
      true,
      'SHELL_COMMAND_FAILED at 12:3', // It is not there any more.
      true,
      'SHELL_COMMAND_FAILED at 26:',
    ])
  })

  test('origin is a clone that answers, from where the tutorial is', async () => {
    await using tutorial = await writeTutorial(`
<!-- nixproof origin: "github:example-org/notes=clone" -->

\`\`\`console
$ curl -s https://raw.githubusercontent.com/example-org/notes/main/note.txt
noted
\`\`\`
`)
    await using notes = await makeRepository({ 'note.txt': 'noted\n' })
    await symlink(notes.path, join(tutorial.directory, 'clone'))
    await writeFile(join(tutorial.directory, '.gitignore'), 'clone\n')
    const { exitCode, all } = await nixproof(['verify', tutorial.file])
    expect(all).toMatch(/^Proved: 1 held/m)
    expect(exitCode).toBe(0)
  })
})
