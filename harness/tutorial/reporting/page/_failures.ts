import { formatPlace } from '../../../errors.ts'
import { groupsOf, stateOf, type Grid, type Group, type PlacedCheck } from './_arrange.ts'
import { headlineOf, stateMark } from './_states.ts'
import { markup, type Html } from './_text.ts'

/** Those that are listed; all of them are in the grid. */
const MOST = 20

interface Failed extends PlacedCheck {
  readonly group: Group
}

/** What failed, once for all cells in which it failed alike; each leads to the first of them. */
export function failureList(grid: Grid): Html | undefined {
  const failed = groupsOf(grid).flatMap((group) =>
    group.checks
      .filter(({ result }) => result.state === 'failed')
      .map((one) => ({ ...one, group })),
  )
  if (failed.length === 0) return undefined
  const alike = [...Map.groupBy(failed, keyOf).values()]
  const more = alike.length - MOST
  return markup`<section aria-labelledby="-failed-name">
    <h2 id="-failed-name">What failed</h2>
    <ol class="failures">${alike.slice(0, MOST).map((those) => item(those, grid))}</ol>
    ${more > 0 && markup`<p class="quiet">… and ${more} more, in the grid.</p>`}
  </section>`
}

function keyOf({ group, result }: Failed): string {
  const { failure, line, name, fault } = result
  return JSON.stringify([group.tutorial, line, name, failure?.code, failure?.summary ?? fault])
}

function item(those: readonly Failed[], { cells }: Grid): Html | undefined {
  const [first] = those
  if (!first) return undefined
  const { result, anchor, group } = first
  const { failure } = result
  const place = failure?.place ?? { file: group.tutorial, line: result.line }
  const where = `in ${those.length} of ${cells.length} cells`
  return markup`<li>
    <a href="#${anchor}">${stateMark(stateOf(result), formatPlace(place))}</a>
    <span class="why">${failure?.summary ?? headlineOf(undefined)}</span>
    ${failure && markup`<code>${failure.code}</code>`}
    ${cells.length > 1 && markup`<span class="quiet">${where}</span>`}
  </li>`
}
