import type { Commit } from '../../git/repository.ts'

/** What a pin fetches, commit by commit along a branch. */
export interface Timeline {
  /** Oldest first. */
  readonly commits: readonly Commit[]
  /** Id of the content at each commit; `undefined` where there is none. */
  readonly contents: readonly (string | undefined)[]
}

/** Commits in a row, and how long the branch was at them. */
export interface Run {
  readonly first: Commit
  readonly last: Commit
  readonly commits: number
  /** Seconds since 1970. */
  readonly from: number
  /** When the commit after it came; `undefined` when none did. */
  readonly until: number | undefined
}

/** The runs of commits for which something holds. */
export function runsWhere(commits: readonly Commit[], holds: (index: number) => boolean): Run[] {
  const runs: Run[] = []
  for (let index = 0; index < commits.length; index++) {
    if (!holds(index)) continue
    const start = index
    while (index + 1 < commits.length && holds(index + 1)) index++
    runs.push(run(commits, start, index))
  }
  return runs
}

/** The runs of commits that have one content each. */
export function valueRuns({ commits, contents }: Timeline): Run[] {
  const runs: Run[] = []
  for (let index = 0; index < commits.length; index++) {
    const start = index
    while (index + 1 < commits.length && contents[index + 1] === contents[start]) index++
    if (contents[start] !== undefined) runs.push(run(commits, start, index))
  }
  return runs
}

/** Seconds that a branch was at a run; `undefined` while it still is. */
export function heldFor({ from, until }: Run): number | undefined {
  // Dates are what the committers' clocks said.
  return until === undefined ? undefined : Math.max(0, until - from)
}

function run(commits: readonly Commit[], start: number, end: number): Run {
  const first = commits[start]!
  return {
    first,
    last: commits[end]!,
    commits: end - start + 1,
    from: first.time,
    until: commits[end + 1]?.time,
  }
}
