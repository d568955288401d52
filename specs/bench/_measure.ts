/** Milliseconds that an action took. */
export async function time(action: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  await action()
  return performance.now() - startedAt
}

/** The value below which the fraction lies; of an even number of samples the lower one. */
export function percentile(samples: readonly number[], fraction: number): number {
  const sorted = samples.toSorted((a, b) => a - b)
  return sorted[Math.ceil(fraction * sorted.length) - 1] ?? Number.NaN
}

export function median(samples: readonly number[]): number {
  return percentile(samples, 0.5)
}

/** Ours and theirs in turn, so that what the machine does meanwhile hits both. */
export async function pairs(
  rounds: number,
  ours: () => Promise<number>,
  theirs: () => Promise<number>,
): Promise<{ ours: number[]; theirs: number[] }> {
  const samples = { ours: [] as number[], theirs: [] as number[] }
  for (let round = 0; round < rounds; round++) {
    samples.theirs.push(await theirs())
    samples.ours.push(await ours())
  }
  return samples
}

/** Several in turn, for the same reason. */
export async function inTurn<Name extends string>(
  rounds: number,
  actions: Readonly<Record<Name, () => Promise<number>>>,
): Promise<Record<Name, number[]>> {
  const names = Object.keys(actions) as Name[]
  const samples = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<
    Name,
    number[]
  >
  for (let round = 0; round < rounds; round++) {
    // oxlint-disable-next-line no-await-in-loop -- at once they would measure one another
    for (const name of names) samples[name].push(await actions[name]())
  }
  return samples
}

/**
 * The median of the ratios within a round: what else the machine does changes more between rounds
 * than within one.
 */
export function medianRatio(ours: readonly number[], theirs: readonly number[]): number {
  return median(ours.map((one, round) => one / theirs[round]!))
}
