import { formatDuration } from '../format-failure.ts'
import { stateOf, type Group, type PlacedCheck } from './_arrange.ts'
import { failureParts, faultPart } from './_failure.ts'
import type { KeptLogs } from './_kept-logs.ts'
import { logPart } from './_log-part.ts'
import { stateMark } from './_states.ts'
import { stepTable } from './_step-table.ts'
import { dateTime, markup, pathMarkup, type Html } from './_text.ts'

/** All checks of a tutorial in a cell. */
export function groupSection(group: Group, logs: KeptLogs): Html {
  const { anchor, tutorial, cell, state, durationMs, checks } = group
  return markup`<article id="${anchor}" aria-labelledby="${anchor}-name" tabindex="-1">
    <h2 id="${anchor}-name">${pathMarkup(tutorial)}${cell !== '' && markup` <span class="cell">${cell}</span>`}</h2>
    <p class="counts">${stateMark(state)} <span class="quiet">${countWords(group)}, ${formatDuration(durationMs)}</span></p>
    ${checks.map((check) => checkPart(check, logs))}
  </article>`
}

/** `5 proved, 1 failed` */
function countWords({ counts: { proved, failed, skipped } }: Group): string {
  const words = [
    proved > 0 && `${proved} proved`,
    failed > 0 && `${failed} failed`,
    skipped > 0 && `${skipped} skipped`,
  ]
  return words.filter(Boolean).join(', ')
}

function checkPart({ anchor, result }: PlacedCheck, logs: KeptLogs): Html {
  const { state, line, failure, fault, reason, reused, expected, durationMs } = result
  const { steps = [], notes = [] } = result
  const title = result.name.replace(/(?:^| > )line \d+$/, '')
  // Above the first heading a block has no other name than what is done with it.
  const name = title || steps[0]?.what || 'Block'
  const took = reused === undefined ? formatDuration(durationMs) : 'reused'
  const time = state !== 'skipped' && took
  const told = steps.map(({ what }) => what)
  const news = notes.filter((note) => !told.includes(note))
  return markup`<details class="check" id="${anchor}"${state !== 'proved' && markup` open`}>
    <summary>
      ${stateMark(stateOf(result))}
      <span class="name">${name}</span>
      <span class="line">line ${line}</span>
      ${time && markup`<span class="time">${time}</span>`}
    </summary>
    <div class="body">
      ${reason !== undefined && markup`<p>${reason}</p>`}
      ${reused !== undefined && markup`<p>It was not done again; it was proved ${dateTime(new Date(reused))}</p>`}
      ${expected !== undefined && markup`<p>It fails, as it is known to: ${expected}</p>`}
      ${failure && failureParts(failure)}
      ${fault !== undefined && faultPart(fault)}
      ${news.length > 0 && markup`<ul class="notes">${news.map((note) => markup`<li>${note}</li>`)}</ul>`}
      ${stepTable(steps)}
      ${logs.of(result).map(logPart)}
      <p class="link"><a href="#${anchor}">Link to this check</a></p>
    </div>
  </details>`
}
