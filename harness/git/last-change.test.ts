import { expect, test } from 'vitest'
import { linesBefore } from './last-change.ts'

test.each([
  ['nothing', '', { from: 4, to: 6 }],
  ['lines more before', '@@ -1,0 +2,2 @@\n+a\n+b\n', { from: 2, to: 4 }],
  ['lines fewer before', '@@ -2,3 +1,0 @@\n-a\n-b\n-c\n', { from: 7, to: 9 }],
  ['a line directly before', '@@ -3 +3 @@\n-a\n+b\n', { from: 4, to: 6 }],
  ['a line directly after', '@@ -7 +7 @@\n-a\n+b\n', { from: 4, to: 6 }],
  ['lines gone directly before', '@@ -4,2 +3,0 @@\n-a\n-b\n', { from: 6, to: 8 }],
  ['lines gone directly after', '@@ -7,2 +6,0 @@\n-a\n-b\n', { from: 4, to: 6 }],
  ['the first line', '@@ -4 +4 @@\n-a\n+b\n', undefined],
  ['the last line', '@@ -6 +6,3 @@\n-a\n+b\n+c\n+d\n', undefined],
  ['lines gone inside', '@@ -6,2 +5,0 @@\n-a\n-b\n', undefined],
])('linesBefore() sees that a diff changes %s', (_, diff, before) => {
  expect(linesBefore(diff, { from: 4, to: 6 })).toEqual(before)
})
