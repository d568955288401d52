import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { lineStarts, positionAt } from '../lines.ts'
import type { Point } from '../markdown/document.ts'
import { readDocument } from '../markdown/read-document.ts'
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
  'open `localhost:80/a`',
  'It listens on port 5000.\n',
  './result/bin/a\n',
  '[a](http://127.0.0.1:1/b)',
  '| a | `b` |\n|---|---|\n',
  '\t',
  '\r',
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
/** What makes sense by itself, so that what comes of it is there to be looked at. */
const whole = fc.constantFrom(
  '\n\n```bash\ncd a && nix-build\n./result/bin/a\n```\n\n',
  '\n\nOpen `http://localhost:5000`: it says "Hello".\n\n',
  '\r\n\r\nOpen `localhost:80/a`. It listens on port 5000.\r\n\r\n',
  '\n\n> ~~~console\n> $ nix repl\n> nix-repl> 1 +\n> 1\n> ~~~\n\n',
  '\n\n- ```nix\n  services.x.enable = true;\n  ```\n\n  Run `nixos-rebuild switch`.\n\n',
  '\n\n```\na/\n  b.py\n  c.py\n```\n\n',
  '\n\nInside `b.py`:\n\n1. ```py\n   x\n   ...\n   ```\n\n',
  '\n\n# Section\n\n',
)
const text = fc
  .array(fc.oneof(piece, whole, fc.string({ maxLength: 5 })), { maxLength: 30 })
  .map((pieces) => pieces.join(''))
const files = fc.constantFrom('a.md', 'a.mdx')
const dialects = fc.constantFrom('markdown' as const, 'mdx' as const)

/** Everything in a value that says where it is. */
function placesIn(value: unknown): Point[] {
  if (typeof value !== 'object' || value === null) return []
  const inner = Object.values(value).flatMap(placesIn)
  return 'offset' in value ? [value as Point, ...inner] : inner
}

/** As a file has it: its lines may begin with what lists and quotes put there. */
function standsAt({ offset }: Point, words: string, markdown: string): void {
  const [first = ''] = words.split('\n')
  expect(markdown.slice(offset, offset + first.length)).toBe(first)
}

describe('readDocument()', () => {
  test('is right about every place that it names, in any text', () => {
    fc.assert(
      fc.property(text, dialects, (markdown, dialect) => {
        const { blocks, prose, stray } = readDocument(markdown, dialect)
        const starts = lineStarts(markdown)
        for (const point of placesIn({ blocks, prose, stray })) {
          const { line, column, offset } = point
          expect(positionAt(starts, offset)).toEqual({ line, column })
          expect(offset).toBeLessThanOrEqual(markdown.length)
        }
        for (const { lines, position, comments, text: shown } of blocks) {
          expect(lines.map((line) => line.text).join('\n')).toBe(shown)
          for (const line of lines) standsAt(line, line.text, markdown)
          expect(position.end.offset).toBeGreaterThanOrEqual(position.start.offset)
          for (const comment of [...comments, ...stray]) {
            const { start, end } = comment.position
            expect(markdown.slice(start.offset, end.offset)).toBe(comment.text)
          }
        }
        for (const { codes, urls } of prose) {
          for (const { text: url, position } of urls) standsAt(position.start, url, markdown)
          for (const { text: code, position } of codes) {
            const { start, end } = position
            const written = markdown.slice(start.offset, end.offset)
            expect(written.replaceAll(/\s+/g, ' ')).toBe(code.replaceAll(/\s+/g, ' '))
          }
        }
        const places = blocks.map(({ position }) => position.start.offset)
        expect(places).toEqual(places.toSorted((one, other) => one - other))
      }),
      { numRuns: 3000 },
    )
  })
})

describe('makePlan()', () => {
  test('takes any text, and every place that it names is in the text', () => {
    fc.assert(
      fc.property(text, text, files, (markdown, sidecar, file) => {
        const planned = makePlan({
          file,
          text: markdown,
          sidecar: { file: 'a.nixproof.yaml', text: sidecar },
          workspace: { files: ['default.nix', 'a/b.py'], read: () => 'x' },
        })
        expect(formatPlan(planned)).toContain(file)
        const lines = { [file]: lineStarts(markdown), 'a.nixproof.yaml': lineStarts(sidecar) }
        for (const { place } of planned.findings) {
          const known = lines[place.file]!
          expect(place.line ?? 1).toBeLessThanOrEqual(known.length)
          expect(place.column ?? 1).toBeGreaterThanOrEqual(1)
        }
        for (const { steps } of planned.plan.checks) {
          for (const step of steps) {
            if ('run' in step) standsAt(step.at, step.run, markdown)
            if ('text' in step) standsAt(step.at, step.text, markdown)
            if (step.do === 'request') expect(urlAt(step.at, markdown)).toContain(step.url)
            if (step.do === 'command' && step.output)
              standsAt(step.output.at, step.output.text, markdown)
            for (const input of step.do === 'repl' ? step.inputs : [])
              standsAt(input.at, input.text, markdown)
            for (const path of step.do === 'paths' ? step.paths : [])
              standsAt(path.at, path.path.split('/').at(-1)!, markdown)
            for (const fragment of step.do === 'configure' ? step.fragments : [])
              standsAt(fragment.at, fragment.text, markdown)
          }
        }
      }),
      { numRuns: 3000 },
    )
  })
})

/** As it is written, and with the scheme that a browser adds. */
function urlAt({ offset }: Point, markdown: string): string {
  const written = markdown.slice(offset).split('\n')[0]!
  return written.startsWith('http') ? written : `http://${written}`
}
