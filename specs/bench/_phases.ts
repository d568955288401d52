import { mkdtempDisposable } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { median } from './_measure.ts'
import { drawPhases } from './_phases-chart.ts'
import { PHASES, phasesByHand, phasesOfOurs, type Phase, type Times } from './_phase-times.ts'
import { ms, type Report } from './_report.ts'

const ROUNDS = 5

/**
 * Where the time of a cold run of the sample tutorial goes, beside the script's where it has the same
 * phase.
 *
 * @returns The chart, as SVG.
 */
export async function benchPhases(
  report: Report,
  { cli, image, rounds = ROUNDS }: { cli: string; image: string; rounds?: number | undefined },
): Promise<string> {
  const samples = { ours: [] as Times[], theirs: [] as Times[] }
  for (let round = 0; round < rounds; round++) {
    await using directory = await mkdtempDisposable(`${tmpdir()}/nixproof-bench-`)
    samples.theirs.push(await phasesByHand(image))
    samples.ours.push(await phasesOfOurs(cli, directory.path))
  }
  const medians = PHASES.map((phase) => ({
    phase,
    ours: medianOf(samples.ours, phase),
    theirs: medianOf(samples.theirs, phase),
  }))
  const told = medians.map(({ phase, ours, theirs }) => {
    const peer = theirs === undefined ? '' : ` (by hand ${ms(theirs)})`
    return `${phase} ${ms(ours ?? 0)}${peer}`
  })
  report.add('time by phase', '', told.join('; '), samples)
  return drawPhases(medians, `Median of ${rounds} runs in turn, with a JSON report. Milliseconds.`)
}

function medianOf(samples: readonly Times[], phase: Phase): number | undefined {
  const times = samples.map((one) => one[phase]).filter((time) => time !== undefined)
  return times.length === 0 ? undefined : median(times)
}
