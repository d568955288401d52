import { describe, expect, test } from 'vitest'
import { makePlan } from './make-plan.ts'

/** The steps of the last block. */
function lastSteps(text: string) {
  return makePlan({ file: 'a.md', text }).plan.checks.at(-1)!.steps
}

const SUM = '~~~nix\n1 + 2\n~~~\n\n'

describe('makePlan()', () => {
  test.each([
    ['directly below', '~~~\n3\n~~~\n'],
    ['below words', 'This evaluates to:\n\n~~~text\n3\n~~~\n'],
    ['as MyST has it', '~~~{code-block}\n:class: value\n\n3\n~~~\n'],
    ['as MyST has it, with a language', '~~~{code-block} nix\n:class: value\n\n3\n~~~\n'],
  ])('holds an expression against its value %s', (_, value) => {
    const [step] = lastSteps(SUM + value)
    expect(step).toMatchObject({ do: 'evaluate', text: '1 + 2', at: { line: 2 } })
    expect(step).toMatchObject({ output: { text: '3', at: { column: 1 } } })
  })

  test('holds an expression against the value that its last comment tells', () => {
    const text = '~~~nix\nlet a = 1; in\na + 2 # => 3\n~~~\n'
    expect(lastSteps(text)).toMatchObject([
      { do: 'evaluate', output: { text: '3', at: { line: 3, column: 12, offset: 32 } } },
    ])
    expect(text.slice(32, 33)).toBe('3')
    expect(lastSteps('~~~nix\n[ 1 # => 2\n3 ] # => 4\n~~~\n')[0]).not.toHaveProperty('output')
  })

  test.each([
    ['is a file', `${SUM}Create \`a.txt\`:\n\n~~~text\n3\n~~~\n`, ['write']],
    ['is of other words', `${SUM}Unlike this.\n\n~~~text\n3\n~~~\n`, []],
    ['has nothing evaluated', `<!-- nixproof skip: x -->\n${SUM}~~~\n3\n~~~\n`, []],
    ['is to fail', `<!-- nixproof expect: fail -->\n${SUM}~~~\n3\n~~~\n`, []],
    ['is an error', `${SUM}~~~\nerror: no\n~~~\n`, []],
    ['is of a fragment', '~~~nix\na = 1;\n~~~\n\n~~~\n1\n~~~\n', []],
  ])('takes for no value what %s', (_, text, steps) => {
    expect(lastSteps(text).map((step) => step.do)).toEqual(steps)
  })
})
