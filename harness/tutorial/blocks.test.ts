import { describe, expect, test } from 'vitest'
import { readBlocks } from './blocks.ts'

/** The text of the file from where each line of the blocks is said to be. */
function found(markdown: string): string[] {
  return readBlocks(markdown).flatMap(({ lines }) =>
    lines.map(({ text, offset }) => {
      expect(markdown.slice(offset, offset + text.length)).toBe(text)
      return text
    }),
  )
}

describe('readBlocks()', () => {
  test('gives language, content and the line of the fence', () => {
    const [block] = readBlocks('# A\n\n```nix title="x"\n{ a = 1; }\n\n```\n')
    expect(block).toMatchObject({ language: 'nix', content: '{ a = 1; }\n', line: 3 })
  })

  test('knows where each line is: in lists, quotes, both, and after other line endings', () => {
    expect(found('- a\n\n  ```nix\n  one\n    two\n  ```\n')).toEqual(['one', '  two'])
    expect(found('> ~~~nix\n> one\n>two\n> ~~~\n')).toEqual(['one', 'two'])
    expect(found('1. > ```nix\n   > one\n   > ```\n')).toEqual(['one'])
    expect(found('```nix\r\none\r\n\r\ntwo\r\n```\r\n')).toEqual(['one', '', 'two'])
    expect(found('   ```nix\n   one\n     two\n   ```\n')).toEqual(['one', '  two'])
    expect(found('\uFEFF```nix\none\n```')).toEqual(['one'])
  })

  test('takes an open fence to the end, and an empty block', () => {
    expect(found('```nix\none')).toEqual(['one'])
    expect(readBlocks('```nix\n```')[0]?.lines).toEqual([])
  })

  test('leaves code without a fence', () => {
    expect(readBlocks('Text\n\n    { a = 1; }\n')).toEqual([])
  })

  test('reads the language however it is written', () => {
    const languages = ['nix', 'Nix', '{.nix}', '{.nix .numberLines}', 'nix{1,3}', '']
    const blocks = languages.flatMap((info) => readBlocks(`\`\`\`${info}\n\`\`\``))
    expect(blocks.map(({ language }) => language)).toEqual(['nix', 'nix', 'nix', 'nix', 'nix', ''])
  })

  test('finds the line also where a list takes half of a tab away', () => {
    const markdown = '- ```nix\n\tone\n  ```\n'
    const [line] = readBlocks(markdown)[0]!.lines
    expect(markdown.slice(line!.offset, line!.offset + 3 + 1).trim()).toContain('one')
  })
})
