import { formatPlace } from '../../errors.ts'
import { formatDuration } from './format-failure.ts'
import { dateText } from './reused-text.ts'
import { countResults, type CheckResult, type Counts } from './result.ts'

/** A comment on GitHub has at most 65,536 characters. Rows of each table. */
const ROWS = 50
const CELL = 300

/**
 * A summary for a pull request, in GitHub Flavored Markdown: a line for each tutorial and cell, a row
 * for each failure, what failed as it is known to, and what was skipped and why.
 */
export function markdownSummary(results: readonly CheckResult[]): string {
  const counts = countResults(results)
  const time = formatDuration(sumOf(results))
  const failed = results.filter(({ state }) => state === 'failed')
  const skipped = results.filter(({ state }) => state === 'skipped')
  const known = results.filter(({ expected }) => expected !== undefined)
  const parts = [
    `### ${headline(counts, known.length > 0)}`,
    results.length === 0 ? '' : `${countWords(counts)}, in ${time}.`,
    counts.reused === 0 ? '' : reusedWords(results),
    results.length === 0 ? '' : overview(results),
    failed.length === 0 ? '' : `#### Failed\n\n${failures(failed)}`,
    known.length === 0 ? '' : details(`${known.length} failed as expected`, knowns(known)),
    skipped.length === 0 ? '' : details(`${skipped.length} skipped`, skips(skipped)),
  ]
  return `${parts.filter(Boolean).join('\n\n')}\n`
}

function headline({ proved, failed, unproved }: Counts, isKnown: boolean): string {
  if (failed > unproved) return '❌ The tutorial does not work as it is written'
  if (failed > 0) return '⚠️ The tutorial could not be proved'
  if (proved === 0) return '⚠️ Nothing was proved'
  const but = isKnown ? ', but for what is known to fail' : ''
  return `✅ The tutorial works as it is written${but}`
}

/** `12 proved, 1 failed, 2 skipped` */
function countWords({ proved, reused, failed, skipped }: Counts): string {
  const words = [
    `${proved} proved${reused > 0 ? ` (${reused} reused)` : ''}`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
  ]
  return words.join(', ')
}

function reusedWords(results: readonly CheckResult[]): string {
  const [oldest = ''] = results.flatMap(({ reused }) => reused ?? []).toSorted()
  return `What is reused was not run again: none of its inputs has changed since it was proved, at the earliest ${dateText(oldest)}.`
}

function overview(results: readonly CheckResult[]): string {
  const hasCells = results.some(({ cell }) => cell !== undefined)
  const groups = Map.groupBy(results, ({ tutorial, cell = '' }) => JSON.stringify([tutorial, cell]))
  const rows = [...groups.values()].map((group) => {
    const [{ tutorial, cell = '' }] = group as [CheckResult]
    const { proved, failed, skipped } = countResults(group)
    const mark = failed > 0 ? '❌' : proved > 0 ? '✅' : '⚠️'
    const cells = [mark, code(tutorial), ...(hasCells ? [plain(cell)] : [])]
    return [...cells, `${proved}`, `${failed}`, `${skipped}`, formatDuration(sumOf(group))]
  })
  return table(
    ['', 'Tutorial', ...(hasCells ? ['Cell'] : []), 'Proved', 'Failed', 'Skipped', 'Time'],
    rows,
    4,
  )
}

function failures(failed: readonly CheckResult[]): string {
  const rows = failed.map(({ tutorial, line, name, cell, failure }) => {
    const place = failure?.place ?? { file: tutorial, line }
    const what = [plain(name), ...(cell === undefined ? [] : [plain(cell)])].join('<br>')
    const why = failure ? `${plain(failure.summary)} ${code(failure.code)}` : ''
    return [code(formatPlace(place)), what, why]
  })
  return table(['Where', 'Check', 'Why'], rows)
}

/** What is the same in several cells stands there once. */
function skips(skipped: readonly CheckResult[]): string {
  const hasCells = skipped.some(({ cell }) => cell !== undefined)
  const same = Map.groupBy(skipped, ({ tutorial, line, reason = '' }) =>
    JSON.stringify([tutorial, line, reason]),
  )
  const rows = [...same.values()].map((group) => {
    const [{ tutorial, line, reason = '' }] = group as [CheckResult]
    const cells = group.map(({ cell = '' }) => plain(cell)).join('<br>')
    return [code(`${tutorial}:${line}`), plain(reason), ...(hasCells ? [cells] : [])]
  })
  return table(['Where', 'Reason', ...(hasCells ? ['Cells'] : [])], rows)
}

/** What fails, as it is known to: it counts as proved, and is not to be forgotten. */
function knowns(expected: readonly CheckResult[]): string {
  const rows = expected.map(({ tutorial, line, cell = '', expected: reason = '' }) => [
    code(`${tutorial}:${line}`),
    plain(cell),
    plain(reason),
  ])
  return table(['Where', 'Cell', 'Why it is left'], rows)
}

/** @param numbers How many columns at the end have numbers. */
function table(
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  numbers: number = 0,
): string {
  const rules = heads.map((_, index) => (index < heads.length - numbers ? '---' : '---:'))
  const shown = rows.slice(0, ROWS)
  const more = rows.length - shown.length
  const lines = [heads, rules, ...shown].map((cells) => `| ${cells.join(' | ')} |`)
  return [...lines, ...(more > 0 ? ['', `… and ${more} more.`] : [])].join('\n')
}

function details(summary: string, text: string): string {
  return `<details><summary>${summary}</summary>\n\n${text}\n\n</details>`
}

/** What is said stands there as it is: no marks, no HTML, and nobody is called by a name behind an at. */
function plain(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  const short = line.length > CELL ? `${line.slice(0, CELL)}…` : line
  return short
    .replaceAll(/[\\`*_~[\]|#$]/g, String.raw`\$&`)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('@', '&#64;')
}

function code(text: string): string {
  const line = text.replaceAll(/[\s`]+/g, ' ').replaceAll('|', String.raw`\|`)
  return `\`${line}\``
}

function sumOf(results: readonly CheckResult[]): number {
  return results.reduce((sum, { durationMs }) => sum + durationMs, 0)
}
