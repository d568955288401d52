import { mkdtempDisposable } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { execa } from 'execa'
import { tell } from '../_support.ts'
import { CHECKS, writeTutorials } from './_generated.ts'
import { load } from './_machine.ts'
import { watchProcess } from './_memory.ts'
import { median } from './_measure.ts'
import { ms, type Report } from './_report.ts'

const MEGABYTE = 1e6

/** One call, for so many tutorials. Milliseconds and bytes. */
interface Sample {
  readonly tutorials: number
  readonly wall: number
  /** Until the first check had been told: what a call costs that does not grow with tutorials. */
  readonly first: number
  /** Of the rest, for each tutorial. */
  readonly each: number
  readonly peak: number
  readonly processor: number
  readonly load: number
  /** When each hundredth tutorial had been told. */
  readonly hundreds: readonly number[]
}

/**
 * One call for 1, 10, 100 and 1,000 generated tutorials: whether each takes the same time and no more
 * memory, however many there are.
 *
 * @param most How many tutorials at most.
 */
export async function benchScale(report: Report, cli: string, most: number): Promise<void> {
  const sizes = [1, 10, 100, 1000].filter((size) => size <= most)
  // Up and down, so that a machine that has more to do at one time than at another hits all sizes.
  const order = [...sizes, ...sizes.slice(0, -1).toReversed()]
  const samples: Sample[] = []
  for (const size of order) {
    const sample = await measure(cli, size)
    tell(`${size} tutorials: ${ms(sample.wall)}, ${megabytes(sample.peak)}`)
    samples.push(sample)
  }
  const of = (size: number, value: (sample: Sample) => number): number =>
    median(samples.filter(({ tutorials }) => tutorials === size).map(value))
  const several = sizes.filter((size) => size > 1)
  const say = (value: (sample: Sample) => string): string =>
    samples
      .slice(0, sizes.length)
      .map((one) => `${one.tutorials}: ${value(one)}`)
      .join(', ')
  const range = several.map((size) => size.toLocaleString('en')).join(', ')
  const times = several.map((size) => of(size, ({ each }) => each))
  const peaks = several.map((size) => of(size, ({ peak }) => peak))
  const walls = say(({ tutorials, wall }) => ms(wall / tutorials))
  const detail = `each ${several.map((size, index) => `of ${size}: ${ms(times[index]!)}`).join(', ')}, without ${ms(of(1, ({ first }) => first))} until the first check is told; with it ${walls}`
  report.judge(
    `time of a tutorial, most / least of ${range}`,
    { row: 'e', value: Math.max(...times) / Math.min(...times), atMost: 1.2 },
    { detail, samples },
  )
  const memory = say(({ peak }) => megabytes(peak))
  report.judge(
    `memory of nixproof, most / least of ${range}`,
    { row: 'e', value: Math.max(...peaks) / Math.min(...peaks), atMost: 1.2 },
    { detail: `at most, of all its processes: ${memory}`, samples: peaks },
  )
  report.judge(
    `memory of nixproof, ${range} tutorials`,
    { row: 'e', value: Math.max(...samples.map(({ peak }) => peak)) / MEGABYTE, atMost: 400 },
    { unit: 'MB', detail: 'the most of all runs', samples: samples.map(({ peak }) => peak) },
  )
}

async function measure(cli: string, tutorials: number): Promise<Sample> {
  await using directory = await mkdtempDisposable(join(tmpdir(), 'nixproof-bench-'))
  await writeTutorials(directory.path, tutorials)
  const before = load()
  const startedAt = performance.now()
  const verify = execa('node', [cli, 'verify', directory.path, '--image', 'embedded'], {
    env: { NIXPROOF_RUN: undefined },
    buffer: false,
  })
  const usage = watchProcess(verify.pid!)
  const told: number[] = []
  for await (const line of createInterface({ input: verify.stderr }))
    if (/^✔ .*README\.md:/.test(line)) told.push(performance.now() - startedAt)
  await verify
  const wall = performance.now() - startedAt
  if (told.length !== tutorials * CHECKS)
    throw new Error(`${told.length} of ${tutorials * CHECKS} checks held`)
  const [first = Number.NaN] = told
  const hundreds = told.filter((_, index) => (index + 1) % (CHECKS * 100) === 0)
  const each = (wall - first) / tutorials
  return { tutorials, wall, first, each, ...(await usage), load: before, hundreds }
}

const megabytes = (bytes: number): string => `${Math.round(bytes / MEGABYTE)} MB`
