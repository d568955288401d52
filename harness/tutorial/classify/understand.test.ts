import { describe, expect, test } from 'vitest'
import { readDocument } from '../markdown/read-document.ts'
import { understand, type Understanding } from './understand.ts'

/** What the last block is, and the file that it names. */
function kindOf(text: string, given: readonly string[] = []): string {
  const { blocks } = readDocument(text)
  let what: Understanding | undefined
  for (const block of blocks) what = understand(block, what, (name) => given.includes(name))
  return what?.kind === 'file' ? `file ${what.file.names[0]}` : (what?.kind ?? 'none')
}

describe('understand()', () => {
  test.each([
    '{ .bash .annotate }',
    '{.bash .numberLines}',
    'bash {.line-numbers}',
    '{ .bash .copy }',
    '{.shell .example}',
    '{#start .sh}',
    'bash example.com',
    'bash title="~/my.project"',
    'bash title="README.md"',
  ])('takes what "%s" shows for commands', (info) => {
    expect(kindOf(`~~~ ${info}\nnix-build\n~~~\n`, ['README.md'])).toBe('shell')
  })

  test.each([
    ['{ .nix .numberLines }', 'nix'],
    ['{ .nix .numberLines file="a.nix" }', 'file a.nix'],
    ['{ .nix } a.nix', 'file a.nix'],
    ['nix a.nix', 'file a.nix'],
    ['nix:a.nix', 'file a.nix'],
    ['nix example.com', 'nix'],
    ['python given.unusual', 'file given.unusual'],
    ['python title="example.com"', 'file example.com'],
    ['make Makefile', 'file Makefile'],
    ['bash title="build.sh"', 'file build.sh'],
    ['bash file=.envrc', 'file .envrc'],
    ['{ .yaml .annotate title="mkdocs.yml" }', 'file mkdocs.yml'],
  ])('takes what "%s" shows for: %s', (info, kind) => {
    expect(kindOf(`~~~ ${info}\n1 + 1\n~~~\n`, ['given.unusual'])).toBe(kind)
  })

  test.each(['`conf.txt`:', '`conf.txt`', '**conf.txt**:', '### conf.txt', '## `conf.txt`'])(
    'takes what stands below "%s" for the file of the workspace',
    (name) => {
      const text = `~~~bash\ncat conf.txt\n~~~\n\n${name}\n\n~~~text\nport = 80\n~~~\n`
      expect(kindOf(text, ['conf.txt'])).toBe('file conf.txt')
      expect(kindOf(text.replace('~text', '~'), ['conf.txt'])).toBe('file conf.txt')
      expect(kindOf(text)).not.toBe('file conf.txt')
      expect(kindOf(text.replace('~text', '~bash'), ['conf.txt'])).toBe('shell')
    },
  )
})
