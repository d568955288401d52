import { formatPlace } from '../../../errors.ts'
import { visibleLines } from '../../judging/visible.ts'
import { lastLines } from '../_log.ts'
import type { Failure, Frame } from '../failure.ts'
import { headlineOf } from './_states.ts'
import { count, markup, type Html } from './_text.ts'

/** Who has to act, where, what was wanted and found, what to do next; the end of the log, and all of it. */
export function failureParts(failure: Failure): Html {
  const { blame, code, summary, place, frame, wanted, found, diff, next, log } = failure
  return markup`<p class="headline">
      <strong>${headlineOf(blame)}:</strong> ${summary} <code>${code}</code>
    </p>
    ${place && markup`<p class="place">${formatPlace(place)}</p>`}
    ${frame && framePart(frame, place?.line)}
    ${[value('Wanted', wanted), value('Found', found)]}
    ${diff !== undefined && diffPart(diff)}
    ${next !== undefined && markup`<div class="next"><h3>Next</h3><p>${next}</p></div>`}
    ${log !== undefined && logEnd(log)}`
}

/** In the words of an error that nobody expected. */
export function faultPart(fault: string): Html {
  return markup`<p class="headline"><strong>${headlineOf(undefined)}</strong></p>
    <pre>${fault}</pre>`
}

/** A block as it is written; the line that is meant is marked, for ears as well. */
function framePart({ first, lines }: Frame, marked: number | undefined): Html {
  const width = `${first + lines.length - 1}`.length
  const rows = lines.map((line, index) => {
    const number = first + index
    const shown = markup`<span class="no">${`${number}`.padStart(width)}</span> ${line}`
    if (number !== marked) return markup`<span class="row">${shown}${'\n'}</span>`
    return markup`<mark class="row"><span class="unseen">here: </span>${shown}${'\n'}</mark>`
  })
  return markup`<pre class="frame">${rows}</pre>`
}

function value(label: string, text: string | undefined): Html | undefined {
  if (text === undefined) return undefined
  return markup`<h3>${label}</h3>
    <pre>${visibleLines(text).join('\n')}</pre>`
}

const TONES: Readonly<Record<string, string>> = { '-': 'gone', '+': 'new' }

function diffPart(diff: string): Html {
  const rows = diff.split('\n').map((line) => {
    const tone = TONES[line[0] ?? '']
    return markup`<span class="row${tone && ` ${tone}`}">${line}${'\n'}</span>`
  })
  return markup`<h3>Difference</h3>
    <p class="quiet">- as the text has it, + as it is</p>
    <pre class="diff">${rows}</pre>`
}

/** What matters of it is shown; the rest is folded away. */
function logEnd(log: string): Html {
  const lines = visibleLines(log)
  const last = lastLines(log)
  const isAll = last.join('\n') === lines.join('\n')
  return markup`<h3>${isAll ? 'Log' : 'End of the log'}</h3>
    <pre>${last.join('\n')}</pre>
    ${
      !isAll &&
      markup`<details class="log">
        <summary>The log, ${count(lines.length, 'line')}</summary>
        <pre>${lines.join('\n')}</pre>
      </details>`
    }`
}
