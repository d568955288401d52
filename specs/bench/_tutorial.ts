import { mkdtempDisposable } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { leaveMarks, readMarks, waitedForEngine } from './_marks.ts'
import { inTurn, median, medianRatio, time } from './_measure.ts'
import { phasesByHand } from './_phase-times.ts'
import { SAMPLE } from './_proof.ts'
import { ms, type Report } from './_report.ts'

const ROUNDS = 9
const VERIFY = ['verify', `${SAMPLE}/README.md`, '--image', 'embedded']

/**
 * The whole sample tutorial, by the command that a person types: from the beginning, with nothing
 * changed since, and with what an earlier run has built in the warm store; against a shell script that
 * types the same into one container. All in turn, each as often as the others.
 */
export async function benchTutorial(
  report: Report,
  { cli, image, rounds = ROUNDS }: { cli: string; image: string; rounds?: number | undefined },
): Promise<void> {
  // What earlier runs have found and built is not to be there.
  await using state = await mkdtempDisposable(join(tmpdir(), 'nixproof-bench-'))
  const env = { XDG_STATE_HOME: state.path, NIXPROOF_RUN: undefined }
  const run = (...args: string[]): Promise<string> =>
    execa('node', [cli, ...args], { env }).then(({ stdout }) => stdout)
  const verify = (...args: string[]): Promise<string> => run(...VERIFY, ...args)
  const reused = async (...args: string[]): Promise<void> => {
    const told = await verify('--incremental', ...args)
    if (!/\(\d+ reused\)/.test(told)) throw new Error(`It was run: ${told}`)
  }
  try {
    await verify('--incremental')
    const filling = await time(() => verify('--cache'))
    const engine = { cold: [] as number[], byHand: [] as number[] }
    async function byHand(): Promise<void> {
      const phases = await phasesByHand(image)
      engine.byHand.push(phases['container starts']! + phases['container ends']!)
    }
    async function cold(): Promise<void> {
      const file = join(state.path, `marks-${engine.cold.length}`)
      await execa('node', [...leaveMarks(file), cli, ...VERIFY], { env })
      engine.cold.push(waitedForEngine(await readMarks(file)))
    }
    const times = await inTurn(rounds, {
      byHand: () => time(byHand),
      cold: () => time(cold),
      unchanged: () => time(() => reused()),
      reported: () =>
        time(() => reused('--reporter', 'junit', '--output-file', join(state.path, 'junit.xml'))),
      warm: () => time(() => verify('--cache')),
    })
    judge(report, times, filling)
    judgeHarness(report, times, engine)
  } finally {
    await run('cache', 'clear')
  }
}

type Times = Record<'byHand' | 'cold' | 'unchanged' | 'reported' | 'warm', number[]>

function judge(report: Report, samples: Times, filling: number): void {
  const { byHand, cold, unchanged, reported, warm } = samples
  const of = (times: readonly number[]): string => ms(median(times))
  const rounds = `median of ${cold.length}`
  report.judge(
    'sample tutorial, cold / by hand',
    { row: 'a', value: medianRatio(cold, byHand), atMost: 1.1 },
    {
      detail: `nixproof verify ${of(cold)}, the same typed by a script ${of(byHand)}, ${rounds}`,
      samples: { cold, byHand },
    },
  )
  report.judge(
    'unchanged, incremental / cold',
    { row: 'b', value: medianRatio(unchanged, cold), atMost: 0.1 },
    {
      detail: `nothing has changed ${of(unchanged)}, from the beginning ${of(cold)}, ${rounds}; with a JUnit report ${of(reported)}`,
      samples: { unchanged, cold, reported },
    },
  )
  report.judge(
    'from the warm store / cold',
    { row: 'c', value: medianRatio(warm, cold), atMost: 0.7 },
    {
      detail: `run again, with what was built before ${of(warm)}, all built ${of(cold)}, ${rounds}; filling the store took ${ms(filling)}`,
      samples: { warm, cold, filling },
    },
  )
}

/**
 * What is left of the command when Nix, the app and the engine are taken off: the former two are what
 * the script takes outside of the engine. It is a small difference of large numbers, which builds make
 * noisy within a round as well: so of each the median of all rounds.
 */
function judgeHarness(
  report: Report,
  { cold, byHand }: Times,
  engine: { readonly cold: readonly number[]; readonly byHand: readonly number[] },
): void {
  const nixAndApp = median(byHand) - median(engine.byHand)
  const harness = median(cold) - median(engine.cold) - nixAndApp
  report.judge(
    'outside Nix, app and engine / the whole command',
    { row: '5', value: harness / median(cold), atMost: 0.1 },
    {
      detail: `${ms(harness)} of ${ms(median(cold))}, medians of ${cold.length}; waiting for the engine until the first command runs and after the last takes ${ms(median(engine.cold))}, the script ${ms(median(engine.byHand))}`,
      samples: { cold, byHand, engine },
    },
  )
}
