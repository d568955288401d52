/** A replacement in a file; offsets in UTF-16 units of its text. */
export interface Edit {
  readonly file: string
  readonly from: number
  /** After the last unit that goes; `from` where text is only put in. */
  readonly to: number
  readonly text: string
}

/** Applies edits to the text of their file. They may not overlap; every other unit stays as it is. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const pieces: string[] = []
  let at = 0
  for (const edit of edits.toSorted((one, other) => one.from - other.from || one.to - other.to)) {
    pieces.push(text.slice(at, edit.from), edit.text)
    at = edit.to
  }
  return pieces.join('') + text.slice(at)
}

/** Whether one of two edits of a file changes what the other does, or puts text where the other does. */
export function collide(one: Edit, other: Edit): boolean {
  if (one.from === other.from && one.to === other.to) return true
  return one.from < other.to && other.from < one.to
}
