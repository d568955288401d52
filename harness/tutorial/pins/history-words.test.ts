import { describe, expect, test } from 'vitest'
import { sinceWords, valueWords } from './history-words.ts'
import { valueRuns, type Timeline } from './timeline.ts'

/** A branch that had a content for each letter, changed at these seconds. */
function moving(contents: string, times: readonly number[], partial = false) {
  const timeline: Timeline = {
    commits: times.map((time, index) => ({ id: `${index}`.repeat(40), tree: '', time })),
    contents: contents.split(''),
  }
  return { branch: 'main', timeline, values: valueRuns(timeline), fits: undefined, partial }
}

describe('valueWords()', () => {
  test.each([
    ['aa', [0, 9], 'It has never changed so far'],
    ['ab', [0, 60], 'It has changed once, after 1 minute'],
    ['abc', [0, 0, 354], 'It has changed 2 times, after 0 seconds and 5 minutes 54 seconds'],
    ['abcd', [0, 1, 3, 6], 'It has changed 3 times, after 1 second, 2 seconds and 3 seconds'],
    [
      'abcde',
      [0, 1, 3, 6, 10],
      'It has changed 4 times; what it was held for 1 second to 4 seconds, half of the times for less than 3 seconds',
    ],
  ])('says how long values held: %s', (contents, times, words) => {
    expect(valueWords(moving(contents, times))).toEqual([words])
  })

  test('says of a part of the history no more than it knows', () => {
    const one = moving('aa', [0, 9], true)
    expect(valueWords(one)).toEqual(['It has not changed in the 2 commits that were looked at'])
    expect(sinceWords(one)[0]).toContain('it has at least since')
    const two = moving('ab', [0, 60], true)
    expect(valueWords(two)).toEqual(['It has changed once in the 2 commits that were looked at'])
    expect(sinceWords(two)[0]).toContain('it has since')
  })
})
