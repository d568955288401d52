import { describe, expect, test } from 'vitest'
import { readAnswer } from './repl-answer.ts'

/** What is typed, and then what the repl says: a line of `said`, or `?` for the question's echo. */
function read(input: string) {
  const written: string[] = []
  const reading = readAnswer(input, 'abcd1234', (text) => written.push(text))
  const question = (): string => written.at(-1)!.trimEnd().split('\n').at(-1)!
  return { ...reading, written, question }
}

describe('readAnswer()', () => {
  test('readAnswer() takes the value from between what was typed and the question', async () => {
    const { hear, answer, question } = read('{ a = 1;\n  b = 2; }')
    hear('stdout', '{ a = 1;\n            b = 2; }\n\u001b[36m{ … }\u001b[0m\n\n')
    hear('stdout', `nix-repl> ${question()}\n"abcd`)
    hear('stdout', '1234"\n\nnix-repl> ')
    hear('stderr', 'warning: so\ntrace: abcd1234\n')
    expect(await answer).toEqual({
      value: '{ … }\n\n'.trimEnd() + '\n',
      log: 'warning: so',
      incomplete: false,
    })
  })

  test('readAnswer() keeps a value that looks as what was typed', async () => {
    const { hear, answer, question } = read('1')
    hear('stdout', `1\n1\n\nnix-repl> ${question()}\n"abcd1234"\n`)
    hear('stderr', 'trace: abcd1234\n')
    expect((await answer).value).toBe('1\n')
  })

  test('readAnswer() finds a way out of an input that does not end', async () => {
    const { hear, answer, written, question } = read('"abc')
    hear('stdout', `"abc\n          ${question()}\n`)
    expect(written).toHaveLength(2)
    hear('stdout', `          ;;)\n          ${question()}\n`)
    expect(written.at(-1)).toMatch(/^" ;;\)\n/)
    hear('stdout', `          " ;;)\n\nnix-repl> ${question()}\n"abcd12342"\n`)
    hear('stderr', 'error: syntax error\ntrace: abcd12342\n')
    expect((await answer).incomplete).toBe(true)
  })

  test('readAnswer() types no tab, and no comment at the end', () => {
    expect(read('\t1\r\n# one\n\n').written[0]).toMatch(/^ {2}1\nbuiltins/)
    expect(read('# one').written[0]).toMatch(/^\nbuiltins/)
  })
})
