import { median } from './_measure.ts'
import type { Figure, Results } from './_report.ts'

const BEGIN = '<!-- bench: written by `npm run bench -- targets` -->'
const END = '<!-- /bench -->'

/** The results in Markdown, with what docs/ci.md reckons with. */
export function targetsText(results: Results | undefined): string {
  if (!results) return 'Not measured yet.'
  const { date, commit, machine, figures } = results
  const { processors, memoryMiB, loadAtStart, loadAtEnd } = machine
  const judged = figures.filter(({ target }) => target)
  const rows = judged.map(({ name, figure, detail }) => `| ${name} | ${figure} | ${detail} |`)
  const table = ['| what | figure | detail |', '| --- | --- | --- |', ...rows].join('\n')
  const ran = `${date.slice(0, 10)}, commit ${commit.slice(0, 12)}, ${processors} processors, ${Math.round(memoryMiB / 1024)} GiB, load ${loadAtStart} before and ${loadAtEnd} after`
  return [
    `All in one run: ${ran}; raw samples are in [targets.json](../specs/bench/results/targets.json).`,
    table,
    reckoned(judged),
    '![Where the time of the sample tutorial goes, phase by phase, beside a script that types the same](../specs/bench/results/phases.svg)',
  ].join('\n\n')
}

/** Only what a run has measured stands on the page. */
export function withTargets(page: string, text: string): string {
  const [from, to] = [page.indexOf(BEGIN), page.indexOf(END)]
  if (from < 0 || to < from) throw new Error(`There is no place for results: ${BEGIN} … ${END}`)
  return `${page.slice(0, from + BEGIN.length)}\n\n${text}\n\n${page.slice(to)}`
}

/** What stands on the page, without what a formatter does to a table. */
export function targetsIn(page: string): string {
  const between = page.slice(page.indexOf(BEGIN) + BEGIN.length, page.indexOf(END))
  return plain(between)
}

export function plain(text: string): string {
  return text.trim().replaceAll(/ +/g, ' ').replaceAll(/-{3,}/g, '---')
}

function reckoned(figures: readonly Figure[]): string {
  const of = (row: string): Figure => figures.find(({ target }) => target?.row === row)!
  const seconds = (row: string, name: string): number =>
    median((of(row).samples as Record<string, number[]>)[name]!) / 1000
  const [t, w, r] = [seconds('a', 'cold'), seconds('c', 'warm'), seconds('b', 'unchanged')]
  return [
    `- t, one pair: ${t.toFixed(1)} s; w, the same from a warm store: ${w.toFixed(1)} s`,
    `- g, what several at once gain: ${of('d').target!.value.toFixed(2)}`,
    `- r, a pair of which nothing has changed: at most ${r.toFixed(2)} s, the whole command; 5,976 of them at most ${((5976 * r) / 60).toFixed(0)} min`,
  ].join('\n')
}
