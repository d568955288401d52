import { expect, test } from 'vitest'
import { joinInputs, type ReplInput } from './join-inputs.ts'

const at = (line: number) => ({ line, column: 1, offset: line * 100 })
const input = (line: number, text: string, shown?: string): ReplInput => ({
  text,
  at: at(line),
  ...(shown !== undefined && { output: { text: shown, at: at(line + 1) } }),
})

test('joinInputs() takes a line that stands below the input for more of it', () => {
  const once = joinInputs([input(1, 'let', '          a = 1;\nin a\n1'), input(9, '2')])
  expect(once).toEqual([
    {
      text: 'let\na = 1;',
      at: at(1),
      output: { text: 'in a\n1', at: { ...at(2), line: 3, offset: 217 } },
    },
    input(9, '2'),
  ])
  expect(joinInputs(once!)![0]).toMatchObject({
    text: 'let\na = 1;\nin a',
    output: { text: '1', at: { line: 4 } },
  })
  expect(joinInputs([input(1, '{', '        > }')])).toEqual([{ text: '{\n}', at: at(1) }])
})

test('joinInputs() takes the next input for more of one that has no output', () => {
  expect(joinInputs([input(1, 'let'), input(2, 'a = 1; in a', '1'), input(5, '2')])).toEqual([
    { text: 'let\na = 1; in a', at: at(1), output: { text: '1', at: at(3) } },
    input(5, '2'),
  ])
})

test('joinInputs() takes no error, and has nothing at the end', () => {
  expect(joinInputs([input(1, '(', 'error: syntax error')])).toBeUndefined()
  expect(joinInputs([input(1, '(')])).toBeUndefined()
  expect(joinInputs([])).toBeUndefined()
})
