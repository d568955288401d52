import { expect, test } from 'vitest'
import { Slots } from './_slots.ts'

test('Slots.take() waits for one that is given back, first come, first served', async () => {
  const slots = new Slots(2)
  const took: number[] = []
  const taken = [1, 2, 3, 4].map(async (name) => {
    const slot = await slots.take()
    took.push(name)
    return slot
  })
  const first = await taken[0]!
  await taken[1]
  expect(took).toEqual([1, 2])
  first[Symbol.dispose]()
  // A second time gives nothing back.
  first[Symbol.dispose]()
  const third = await taken[2]!
  await Promise.resolve()
  expect(took).toEqual([1, 2, 3])
  third[Symbol.dispose]()
  await taken[3]
  expect(took).toEqual([1, 2, 3, 4])
})
