import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { execa } from 'execa'
import { median, pairs, time } from './_measure.ts'
import { SAMPLE } from './_proof.ts'
import { ms, type Report } from './_report.ts'

const ROUNDS = 5

/**
 * A tutorial in which nothing has changed, against the same one proved from the beginning: as a
 * person sees it, and with a report, for which vitest is needed.
 */
export async function benchIncremental(report: Report, cli: string): Promise<void> {
  await execa('npm', ['run', '--silent', 'build'])
  // Its image is its own: what makes images is hashed as well, and is JavaScript here.
  await execa('node', [cli, 'image', '--image', 'embedded'])
  const verify = async (...args: string[]): Promise<string> => {
    const { stdout } = await execa('node', [cli, 'verify', ...PROVED, ...args])
    return stdout
  }
  await verify('--incremental')
  const unchanged = async (...args: string[]): Promise<void> => {
    const told = await verify('--incremental', ...args)
    if (!/\((\d+) reused\)/.test(told)) throw new Error(`It was run: ${told}`)
  }
  const times = await pairs(
    ROUNDS,
    () => time(() => unchanged()),
    () => time(() => verify()),
  )
  const file = join(tmpdir(), `nixproof-bench-${process.pid}.xml`)
  const reported: number[] = []
  for (let round = 0; round < ROUNDS; round++)
    reported.push(await time(() => unchanged('--reporter', 'junit', '--output-file', file)))
  await rm(file, { force: true })
  const [ours, theirs, junit] = [times.ours, times.theirs, reported].map(median)
  const detail = `nothing has changed ${ms(ours!)}, from the beginning ${ms(theirs!)}, median of ${ROUNDS}; with a JUnit report ${ms(junit!)}`
  const raw = { ...times, reported }
  report.add('unchanged, incremental / cold', (ours! / theirs!).toFixed(3), detail, raw)
}

const PROVED = [`${SAMPLE}/README.md`, '--image', 'embedded']
