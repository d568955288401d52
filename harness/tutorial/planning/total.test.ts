import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatPlan } from './format-plan.ts'
import { makePlan } from './make-plan.ts'

/** Pieces that mean something to one stage or another, in any order, also where they make no sense. */
const piece = fc.constantFrom(
  '```',
  '~~~nix',
  '```bash\n',
  '````console\n$ ',
  'nix-repl> ',
  '[nix-shell:~]$ ',
  '\n',
  '\n\n',
  '\r\n',
  '    ',
  '> ',
  '- ',
  '1. ',
  '# ',
  '<!-- nixproof ',
  'skip: x',
  'expect: { output: [',
  '-->',
  '{/* nixproof',
  '*/}',
  '{code-block} nix\n:caption: a.nix\n',
  '{note}\n',
  '---\n',
  'Create `default.nix`:',
  'http://localhost:5000 says "x"',
  'cat <<EOF\n',
  'cd ../..',
  'nix-shell',
  'exit',
  "echo 'a",
  'for x in ${',
  '{ a = ',
  '{ pkgs, ... }: ',
  'services.x.enable = true;',
  '/home/a/b/',
  'a/\n  b.py\n',
  '├── ',
  '"${',
  "''",
  '\0',
  '\uFEFF',
  '👩‍👩‍👧',
)
const text = fc
  .array(fc.oneof(piece, fc.string({ maxLength: 5 })), { maxLength: 30 })
  .map((pieces) => pieces.join(''))
const files = fc.constantFrom('a.md', 'a.mdx')

test('makePlan() takes any text, and every place that it names is in the text', () => {
  fc.assert(
    fc.property(text, text, files, (markdown, sidecar, file) => {
      const planned = makePlan({
        file,
        text: markdown,
        sidecar: { file: 'a.nixproof.yaml', text: sidecar },
        workspace: { files: ['default.nix', 'a/b.py'], read: () => 'x' },
      })
      expect(formatPlan(planned)).toContain(file)
      for (const { steps } of planned.plan.checks) {
        for (const step of steps) {
          if (!('at' in step) || step.do !== 'command') continue
          const { offset } = step.at
          const [first = ''] = step.run.split('\n')
          expect(markdown.slice(offset).startsWith(first.trimEnd())).toBe(true)
        }
      }
    }),
    { numRuns: 3000 },
  )
})
