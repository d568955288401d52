import { expect, test } from 'vitest'
import { read } from './_reader.ts'
import { notHeld, short } from './_short-verdict.ts'

test('openReader() types lines that the repl waits for with the first one', async () => {
  const verdicts = await read(`
\`\`\`nix-repl
nix-repl> b = 2

nix-repl> let
            a = 1;
          in a + b
3

nix-repl> let
nix-repl> a = 1;
nix-repl> in a + b
3
\`\`\`
`)
  expect(verdicts.map(short)).toEqual([true])
})

test('openReader() blames an input that does not end, and no line after it', async () => {
  const [verdict] = await read('\n```nix-repl\nnix-repl> (1 +\n3\n\nnix-repl> 1\n1\n```\n')
  expect(notHeld(verdict)).toMatchObject({ code: 'DRIFT_OUTPUT', place: { line: 4 } })
})

test('openReader() holds an error of the repl against what it says once', async () => {
  const [first] = await read('\n```nix-repl\nnix-repl> foo\nbar\n```\n')
  const diff = notHeld(first).findings?.[0]?.diff ?? ''
  const said = diff.split('\n').flatMap((row) => (row.startsWith('+') ? [row.slice(1)] : []))
  expect(said.filter((line) => line.startsWith('error:'))).toHaveLength(1)
  const text = `\n\`\`\`nix-repl\nnix-repl> foo\n${said.join('\n')}\n\`\`\`\n`
  expect((await read(text)).map(short)).toEqual([true])
})
