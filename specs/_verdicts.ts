/** What `nixproof verify` wrote of one check. */
export interface Told {
  /** The line of the block. */
  readonly line: number
  readonly ending: 'held' | 'failed' | 'skipped'
  /** Below it: what its steps did, why it was not run, or what is wrong. */
  readonly detail: string
}

const ENDINGS = { '✔': 'held', '✖': 'failed', '↓': 'skipped' } as const
const CHECK = /^([✔✖↓]) \S+:(\d+):1 .*\d s$/

/** What was said of each block, in the order in which they were proved. */
export function verdictsIn(output: string): Told[] {
  const told: Told[] = []
  for (const row of output.split('\n')) {
    const [, mark, line] = CHECK.exec(row) ?? []
    if (mark !== undefined) {
      told.push({ line: Number(line), ending: ENDINGS[mark as keyof typeof ENDINGS], detail: '' })
    } else if (row.startsWith('  ') && told.length > 0) {
      const last = told.pop()!
      told.push({ ...last, detail: `${last.detail}${row.trim()}\n` })
    }
  }
  return told
}

/** In a form that a test can write down: `44 held`, `13 skipped: why`. */
export function brief(told: readonly Told[]): string[] {
  return told.map(({ line, ending, detail }) =>
    ending === 'skipped' ? `${line} skipped: ${detail.trim()}` : `${line} ${ending}`,
  )
}

/** How a failure begins: the blame and the code, and below that the place, as an editor opens it. */
export function wrong(code: string, place: string, headline = 'The tutorial is wrong'): RegExp {
  return new RegExp(`^${headline}: .*\\[${code}\\]\n(?:\\S*/)?${RegExp.escape(place)}\n`)
}
