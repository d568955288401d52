import type { Grid, Group, Row } from './_arrange.ts'
import { WORDS } from './_states.ts'
import { markup, pathMarkup, type Html } from './_text.ts'

/** Tutorials down, cells across; each field leads to its checks. Of 12,000 fields every node counts. */
export function gridTable({ cells, rows }: Grid): Html {
  const { common, own } = partsOf(cells)
  const heads = own.map((parts, index) => columnHead(parts, cells[index] ?? ''))
  return markup`<section id="-grid" aria-labelledby="-grid-name">
    <h2 id="-grid-name">Tutorials</h2>
    ${common.length > 0 && markup`<p class="quiet">In every cell: <code>${common.join(', ')}</code></p>`}
    ${filters(rows)}
    <div class="scroll">
      <table aria-labelledby="-grid-name">
        <thead>
          <tr><th scope="col">Tutorial</th>${heads}</tr>
        </thead>
        <tbody>${rows.map(tableRow)}</tbody>
      </table>
    </div>
  </section>`
}

/** Radio buttons, and the style sheet does what they say: they need no script. */
function filters(rows: readonly Row[]): Html | false {
  const having = (is: (group: Group) => boolean): number =>
    rows.filter(({ groups }) => groups.some((group) => group && is(group))).length
  const choices = [
    ['all', 'All', rows.length],
    ['failed', 'Failed', having(hasFailed)],
    ['skipped', 'With skipped', having(hasSkipped)],
  ] as const
  const shown = choices.filter(([, , number]) => number > 0)
  if (shown.length === 1 || rows.length === 1) return false
  return markup`<fieldset>
    <legend>Show</legend>
    ${shown.map(
      ([id, words, number]) =>
        markup`<label>
          <input type="radio" name="show" id="-show-${id}"${id === 'all' && markup` checked`}>
          ${words} <span class="number">${number}</span>
        </label>`,
    )}
  </fieldset>`
}

const hasFailed = ({ counts }: Group): boolean => counts.failed > 0
const hasSkipped = ({ counts }: Group): boolean => counts.skipped > 0

function tableRow({ tutorial, groups }: Row): Html {
  const having = (is: (group: Group) => boolean): boolean =>
    groups.some((group) => group && is(group))
  const classes = [having(hasFailed) && 'has-failed', having(hasSkipped) && 'has-skipped']
  const kind = classes.filter(Boolean).join(' ')
  return markup`<tr${kind !== '' && markup` class="${kind}"`}><th scope="row">${pathMarkup(tutorial)}</th>${groups.map(field)}</tr>`
}

function field(group: Group | undefined): Html {
  if (!group) return markup`<td class="none">no check</td>`
  const { anchor, state, counts } = group
  const { proved, failed, skipped } = counts
  const of = `${failed}/${proved + failed}`
  const number = { failed: of, unproved: of, proved, skipped }[state]
  return markup`<td><a href="#${anchor}" class="${state}">${number} ${WORDS[state]}</a></td>`
}

function columnHead(parts: readonly string[], cell: string): Html {
  if (cell === '') return markup`<th scope="col">Result</th>`
  return markup`<th scope="col">${parts.map((part) => markup`<span class="part">${part}</span> `)}</th>`
}

/** What all cells have alike is said once. */
function partsOf(cells: readonly string[]): {
  readonly common: readonly string[]
  readonly own: readonly (readonly string[])[]
} {
  const all = cells.map((cell) => cell.split(','))
  if (all.length < 2) return { common: [], own: all }
  const common = (all[0] ?? []).filter((part) => all.every((parts) => parts.includes(part)))
  const own = all.map((parts) => parts.filter((part) => !common.includes(part)))
  return { common, own }
}
