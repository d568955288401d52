import { visibleLines } from '../../judging/visible.ts'
import type { KeptLog } from './_kept-logs.ts'
import { count, markup, type Html } from './_text.ts'

/** A log, folded. */
export function logPart({ name, text, left }: KeptLog): Html {
  const lines = visibleLines(text)
  const length = lines.length === 0 ? 'empty' : count(lines.length, 'line')
  const rest = left > 0 && `${left.toLocaleString('en')} characters before are left out`
  return markup`<details class="log">
    <summary>Log of <code>${name}</code>, ${length}</summary>
    ${rest && markup`<p class="quiet">${rest}</p>`}
    ${lines.length > 0 && markup`<pre>${lines.join('\n')}</pre>`}
  </details>`
}
