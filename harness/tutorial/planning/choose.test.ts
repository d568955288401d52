import { describe, expect, test } from 'vitest'
import { chooseChecks } from './choose-checks.ts'
import { planAbove } from './choose-before.ts'
import { makePlan, type Planned } from './make-plan.ts'

const TEXT = `# Guide

## Install

\`\`\`bash
echo one
echo two
\`\`\`

## Run

\`\`\`bash
echo three
\`\`\`
`
const planned = (): Map<string, Planned> =>
  new Map([['/guide.md', makePlan({ file: 'guide.md', text: TEXT })]])

describe('chooseChecks()', () => {
  test.each([
    ['7', [undefined, 'It is not chosen by --only 7']],
    ['rUn', ['It is not chosen by --only rUn', undefined]],
    ['Guide', undefined],
  ])('with %j skips the others', (only, reasons) => {
    const choose = () => chooseChecks(planned(), only).get('/guide.md')!.plan.checks
    if (!reasons) return expect(choose).toThrow('No code block is chosen by "Guide"')
    expect(choose().map(({ skip }) => skip?.reason)).toEqual(reasons)
  })

  test('names the lines that there are: USAGE', () => {
    expect(() => chooseChecks(planned(), '9')).toThrow(/they begin at 5, 12/)
  })
})

test('planAbove() keeps what is above a line, of the block that it is in as well', () => {
  const { plan } = planned().get('/guide.md')!
  const commands = (line: number): unknown[] =>
    planAbove(plan, line).checks.flatMap(({ steps }) =>
      steps.flatMap((step) => (step.do === 'command' ? step.run : [])),
    )
  expect(commands(5)).toEqual([])
  expect(commands(7)).toEqual(['echo one'])
  expect(commands(12)).toEqual(['echo one', 'echo two'])
  expect(commands(14)).toEqual(['echo one', 'echo two', 'echo three'])
})
