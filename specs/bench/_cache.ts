import { mkdtempDisposable } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { median, pairs, time } from './_measure.ts'
import { SAMPLE } from './_proof.ts'
import { ms, type Report } from './_report.ts'

const ROUNDS = 3

/**
 * The whole sample tutorial once more, with what an earlier run has built in the warm store, against
 * the same with nothing there; and what it costs to fill that, where all is built twice.
 */
export async function benchCache(report: Report, cli: string): Promise<void> {
  await using state = await mkdtempDisposable(join(tmpdir(), 'nixproof-bench-'))
  const env = { XDG_STATE_HOME: state.path, NIXPROOF_RUN: undefined }
  const verify = [cli, 'verify', `${SAMPLE}/README.md`, '--image', 'embedded']
  const run = (...args: string[]): Promise<number> => time(() => execa('node', args, { env }))
  try {
    const filling = await run(...verify, '--cache')
    const times = await pairs(
      ROUNDS,
      () => run(...verify, '--cache'),
      () => run(...verify),
    )
    const [warm, cold] = [median(times.ours), median(times.theirs)]
    const detail = `warm ${ms(warm)}, all built ${ms(cold)}, median of ${ROUNDS}; filling it took ${ms(filling)}`
    report.add('sample tutorial, warm / cold', (warm / cold).toFixed(2), detail, { times, filling })
  } finally {
    await run(cli, 'cache', 'clear')
  }
}
