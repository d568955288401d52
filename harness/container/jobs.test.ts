import { expect, test } from 'vitest'
import { jobsFor } from './jobs.ts'
import { GIB } from './limits.ts'

test.each([
  { NCPU: 2, memory: 24, jobs: 2 },
  { NCPU: 16, memory: 24, jobs: 6 },
  { NCPU: 16, memory: 8, jobs: 2 },
  { NCPU: 8, memory: 2, jobs: 1 },
  { NCPU: 1, memory: 64, jobs: 1 },
])('jobsFor() takes what has room: $NCPU processors, $memory GiB', ({ NCPU, memory, jobs }) => {
  expect(jobsFor({ NCPU, MemTotal: memory * GIB })).toBe(jobs)
})
