import { describe, expect, test } from 'vitest'
import { makePlan } from '../planning/make-plan.ts'
import { keysOf, planInputs, whyVaries } from './keys.ts'

const TEXT = `# One

Some words.

\`\`\`console
$ echo one
\`\`\`

More words.

\`\`\`console
$ echo two
\`\`\`
`

function keys(text: string, inputs = { image: 'a' }): string[] {
  return keysOf(makePlan({ file: 'README.md', text }), text, inputs)
}

/** How many checks at the beginning have the same key. */
function same(text: string): number {
  const [before, after] = [keys(TEXT), keys(text)]
  const first = before.findIndex((key, index) => key !== after[index])
  return first < 0 ? before.length : first
}

describe('keysOf()', () => {
  test('gives the same keys for the same inputs, and each check its own', () => {
    expect(keys(TEXT)).toEqual(keys(TEXT))
    expect(new Set(keys(TEXT)).size).toBe(2)
  })

  test('gives other keys from the block on that has changed, as later ones share its shell', () => {
    expect(same(TEXT.replace('echo two', 'echo three'))).toBe(1)
    expect(same(TEXT.replace('echo one', 'echo three'))).toBe(0)
  })

  test('gives another key for a directive', () => {
    const directive = '<!-- nixproof timeout: 5s -->\n```console\n$ echo two'
    expect(same(TEXT.replace('\n```console\n$ echo two', directive))).toBe(1)
  })

  test('gives another key when the prose above changes, and the same when that below does', () => {
    expect(same(TEXT.replace('Some words', 'Same words'))).toBe(0)
    expect(same(TEXT.replace('More words.', 'More\nwords.'))).toBe(1)
    expect(same(`${TEXT}\nThe end.\n`)).toBe(2)
  })

  test('gives other keys to all for another of the inputs besides', () => {
    const other = keys(TEXT, { image: 'b' })
    expect(keys(TEXT).filter((key) => other.includes(key))).toEqual([])
  })
})

describe('planInputs()', () => {
  const inputsOf = (text: string): unknown => planInputs(makePlan({ file: 'README.md', text }))

  test('tells of a later block what the container is made with from the beginning', () => {
    const mounted = TEXT.replace(
      '\n```console\n$ echo two',
      '<!-- nixproof mountAs: /etc/app -->$&',
    )
    expect(inputsOf(mounted)).not.toEqual(inputsOf(TEXT))
    expect(inputsOf(TEXT.replace('two', 'three'))).toEqual(inputsOf(TEXT))
  })
})

describe('whyVaries()', () => {
  test('names the block that is not the same each time', () => {
    const { plan } = makePlan({
      file: 'README.md',
      text: TEXT.replace('```console', '<!-- nixproof nondeterministic: true -->\n$&'),
    })
    expect(whyVaries(plan)).toContain('line 6')
    expect(whyVaries(makePlan({ file: 'README.md', text: TEXT }).plan)).toBeUndefined()
  })
})
