import type { Judgement } from './judgement.ts'
import type { Snippet } from './snippet.ts'
import { runsWhere, type Run } from './timeline.ts'

/** When all pins of one piece of Nix that follow the same branch held at once. */
export interface Window {
  readonly snippet: Snippet
  readonly repository: string
  readonly branch: string
  readonly judgements: readonly Judgement[]
  /** Oldest first; empty when they never all held. */
  readonly runs: readonly Run[]
}

/** A reader pastes all of a snippet: it works only where all of its pins hold. */
export function commonWindows(judgements: readonly Judgement[]): Window[] {
  const groups = Map.groupBy(
    judgements.filter(({ moving }) => moving?.fits !== undefined),
    ({ pin, repository, moving }) =>
      JSON.stringify([pin.snippet.file, pin.snippet.line, repository, moving?.branch]),
  )
  return [...groups.values()].filter((group) => group.length > 1).map(windowOf)
}

function windowOf(group: readonly Judgement[]): Window {
  const { pin, repository = '', moving } = group[0]!
  const { commits } = moving!.timeline
  return {
    snippet: pin.snippet,
    repository,
    branch: moving!.branch,
    judgements: group,
    runs: runsWhere(commits, (index) => group.every((one) => one.moving!.fits![index])),
  }
}
