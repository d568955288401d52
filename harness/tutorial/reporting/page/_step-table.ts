import { formatDuration } from '../format-failure.ts'
import type { StepTime } from '../failure.ts'
import { markup, type Html } from './_text.ts'

const SIGNS = { held: '✓', failed: '✗', 'not run': '·' } as const

/** Those after it are counted. */
const MOST = 200

/** The steps in their order, with a bar for when each was done and how long it took. */
export function stepTable(steps: readonly StepTime[]): Html | undefined {
  if (steps.length === 0) return undefined
  const total = steps.reduce((sum, { durationMs = 0 }) => sum + durationMs, 0)
  let before = 0
  const rows = steps.slice(0, MOST).map((step) => {
    const from = before
    before += step.durationMs ?? 0
    return row(step, { from, total })
  })
  const more = steps.length - rows.length
  return markup`<table class="steps">
      <caption>Steps</caption>
      <tbody>${rows}</tbody>
    </table>
    ${more > 0 && markup`<p class="quiet">… and ${more} more</p>`}`
}

function row(
  { what, state, durationMs }: StepTime,
  { from, total }: { readonly from: number; readonly total: number },
): Html {
  const time = durationMs === undefined ? '' : formatDuration(durationMs)
  const at = total > 0 ? (100 * from) / total : 0
  const width = total > 0 ? (100 * (durationMs ?? 0)) / total : 0
  return markup`<tr>
    <th scope="row">
      <span class="step ${state.replace(' ', '-')}">
        <b aria-hidden="true">${SIGNS[state]}</b><span class="unseen">${state}: </span> <code>${what}</code>
      </span>
    </th>
    <td>${durationMs !== undefined && bar(at, width, state)}</td>
    <td class="time">${state === 'not run' ? 'not run' : time}</td>
  </tr>`
}

/** A policy that allows no style in attributes allows a drawing. */
function bar(at: number, width: number, state: StepTime['state']): Html {
  const seen = Math.max(0.8, width)
  const x = Math.min(at, 100 - seen)
  return markup`<svg class="bar ${state.replace(' ', '-')}" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
    <rect class="track" width="100" height="8" />
    <rect x="${x.toFixed(1)}" width="${seen.toFixed(1)}" height="8" />
  </svg>`
}
