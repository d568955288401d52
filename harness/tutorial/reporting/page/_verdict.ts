import { formatDuration } from '../format-failure.ts'
import { countResults } from '../result.ts'
import { groupsOf, type Grid, type GroupState } from './_arrange.ts'
import type { PageReport } from './report.ts'
import { stateMark } from './_states.ts'
import { count, dateTime, markup, type Html } from './_text.ts'

/** What is to be known first. */
export interface Verdict {
  readonly state: GroupState
  readonly words: string
}

export function verdictOf(
  { results, faults = [], isInterrupted }: PageReport,
  grid: Grid,
): Verdict {
  const states = grid.rows.map(({ groups }) => groups.map((group) => group?.state))
  const wrong = states.filter((row) => row.includes('failed')).length
  const unproved = states.filter((row) => row.includes('unproved')).length
  const all = states.length
  if (wrong > 0) return { state: 'failed', words: ofAll(wrong, all, WRONG) }
  if (faults.length > 0) return { state: 'unproved', words: 'nixproof itself failed' }
  if (unproved > 0) return { state: 'unproved', words: ofAll(unproved, all, UNPROVED) }
  if (isInterrupted) return { state: 'unproved', words: 'The run was interrupted' }
  const { proved } = countResults(results)
  if (proved === 0) return { state: 'unproved', words: 'Nothing was proved' }
  // Of what was not run nobody knows.
  const run = states.filter((row) => row.includes('proved'))
  const good =
    run.length < all
      ? `${run.length} of ${all} tutorials ${run.length === 1 ? RIGHT.one : RIGHT.many}, nothing else was run`
      : all === 1
        ? `The tutorial ${RIGHT.one}`
        : `All ${all} tutorials ${RIGHT.many}`
  const known = results.some(({ expected }) => expected !== undefined)
  if (known) return { state: 'proved', words: `${good}, but for what is known to fail` }
  return { state: 'proved', words: good }
}

interface Phrase {
  readonly one: string
  readonly many: string
}

const RIGHT: Phrase = { one: 'works as it is written', many: 'work as they are written' }
const WRONG: Phrase = {
  one: 'does not work as it is written',
  many: 'do not work as they are written',
}
const UNPROVED: Phrase = { one: 'could not be proved', many: 'could not be proved' }

/** `2 of 14 tutorials could not be proved` */
function ofAll(some: number, all: number, { one, many }: Phrase): string {
  if (all === 1) return `The tutorial ${one}`
  return `${some} of ${all} tutorials ${some === 1 ? one : many}`
}

export function verdictPart(report: PageReport, grid: Grid): Html {
  const { state, words } = verdictOf(report, grid)
  const { results, faults = [], isInterrupted, endedAt } = report
  const { proved, failed, skipped } = countResults(results)
  const time = results.reduce((sum, { durationMs }) => sum + durationMs, 0)
  const cells = grid.cells.length > 1 && ` in ${grid.cells.length} cells`
  const size = markup`${count(grid.rows.length, 'tutorial')}${cells}, ${count(results.length, 'check')}`
  const date = endedAt && markup`, ${dateTime(endedAt)}`
  const told = [
    proved > 0 && stateMark('proved', `${proved} proved`),
    failed > 0 && stateMark('failed', `${failed} failed`),
    skipped > 0 && stateMark('skipped', `${skipped} skipped`),
  ]
  const empty = groupsOf(grid).length === 0
  return markup`<header class="${state}">
    <h1>${stateMark(state, words)}</h1>
    ${!empty && markup`<p class="counts">${told} <span class="quiet">${size}, ${formatDuration(time)}${date}</span></p>`}
    ${isInterrupted && markup`<p>It was interrupted before all checks were done.</p>`}
    ${faults.map((fault) => markup`<pre class="fault">${fault}</pre>`)}
  </header>`
}
