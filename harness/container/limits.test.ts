import { describe, expect, test } from 'vitest'
import { limitsFor } from './limits.ts'

const GIB = 1024 ** 3

describe('limitsFor()', () => {
  test('limitsFor() takes no more of a large machine than a build needs', () => {
    expect(limitsFor({ MemTotal: 64 * GIB, NCPU: 32 }, {})).toEqual({
      Memory: 4 * GIB,
      MemorySwap: 4 * GIB,
      NanoCpus: 4e9,
      CpuShares: 512,
      PidsLimit: 4096,
    })
  })

  test('limitsFor() leaves a small machine a quarter of its memory', () => {
    const limits = limitsFor({ MemTotal: 4 * GIB, NCPU: 1 }, {})
    expect(limits).toMatchObject({ Memory: 3 * GIB, MemorySwap: 3 * GIB, NanoCpus: 1e9 })
  })

  test('limitsFor() keeps what was set, 0 for no limit included', () => {
    const machine = { MemTotal: 64 * GIB, NCPU: 8 }
    expect(limitsFor(machine, { Memory: GIB })).toMatchObject({ Memory: GIB, MemorySwap: GIB })
    const none = { Memory: 0, NanoCpus: 0, PidsLimit: 0 }
    expect(limitsFor(machine, none)).toMatchObject({ ...none, MemorySwap: 0 })
    expect(limitsFor(machine, { NanoCpus: 8e9, PidsLimit: 9 })).toMatchObject({
      NanoCpus: 8e9,
      PidsLimit: 9,
    })
  })
})
