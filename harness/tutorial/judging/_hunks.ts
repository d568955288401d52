import type { Step } from './_align.ts'

/** Lines of a pattern that other lines stand in the place of; either may be none. */
export interface Hunk {
  readonly pattern: Range
  readonly lines: Range
}

interface Range {
  readonly from: number
  /** After the last one. */
  readonly to: number
}

/** What differs, in order; next to each other it is one. */
export function hunksOf(steps: readonly Step[]): Hunk[] {
  const hunks: Hunk[] = []
  let [pattern, line] = [0, 0]
  let begun: { pattern: number; line: number } | undefined
  const end = (): void => {
    if (begun) {
      hunks.push({
        pattern: { from: begun.pattern, to: pattern },
        lines: { from: begun.line, to: line },
      })
    }
    begun = undefined
  }
  for (const step of steps) {
    if (step.same) end()
    else begun ??= { pattern, line }
    if (step.pattern !== undefined) pattern = step.pattern + 1
    if (step.line !== undefined) line = step.line + 1
  }
  end()
  return hunks
}
