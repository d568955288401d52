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
