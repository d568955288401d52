/** What became of builds. */
export interface WarmCounts {
  used: number
  added: number
  /** A second build has given something else. */
  differ: number
  /** There was no second build. */
  failed: number
}

/** What came of warm stores, in one line of output. */
export function warmSummary(stores: readonly Readonly<WarmCounts>[]): string {
  const sum = (count: keyof WarmCounts): number =>
    stores.reduce((total, counts) => total + counts[count], 0)
  const [differ, failed] = [sum('differ'), sum('failed')]
  const parts = [
    `${sum('used')} of what Nix needed came from it`,
    `${sum('added')} added`,
    ...(differ > 0 ? [`${differ} left out, as a second build gave something else`] : []),
    ...(failed > 0
      ? [`${failed} left out, as no clean container without a network can build them`]
      : []),
  ]
  return `Warm store: ${parts.join(', ')}`
}
