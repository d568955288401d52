/** How much further to the right a file has a quote than the text. Blanks that one side has more. */
export interface Shift {
  /** Before the lines of the file. */
  readonly file: string
  /** Before the lines of the text. */
  readonly text: string
}

const NO_SHIFT: Shift = { file: '', text: '' }

/** A line of the text as the file has it; `undefined` where it is too far to the left. */
export function toFile(shift: Shift, line: string): string | undefined {
  return move(line, shift.text, shift.file)
}

/** A line of the file as the text has it. */
export function toText(shift: Shift, line: string): string | undefined {
  return move(line, shift.file, shift.text)
}

function move(line: string, less: string, more: string): string | undefined {
  if (line.trim() === '') return line.trim()
  return line.startsWith(less) ? more + line.slice(less.length) : undefined
}

/** Every way in which the text may be moved as a whole, the one that most lines have first. */
export function shiftsOf(texts: readonly string[], lines: readonly string[]): Shift[] {
  const places = new Map<string, Set<string>>()
  for (const line of lines) {
    const words = line.trim()
    if (words === '') continue
    const known = places.get(words)
    if (known) known.add(blanksOf(line))
    else places.set(words, new Set([blanksOf(line)]))
  }
  const counts = new Map<string, { readonly shift: Shift; count: number }>()
  counts.set('|', { shift: NO_SHIFT, count: 0.5 })
  for (const text of texts) {
    for (const blanks of places.get(text.trim()) ?? []) {
      const shift = between(blanksOf(text), blanks)
      if (!shift) continue
      const key = `${shift.text}|${shift.file}`
      const known = counts.get(key)
      if (known) known.count++
      else counts.set(key, { shift, count: 1 })
    }
  }
  return [...counts.values()]
    .toSorted((one, other) => other.count - one.count)
    .slice(0, 20)
    .map(({ shift }) => shift)
}

function between(text: string, file: string): Shift | undefined {
  if (file.endsWith(text)) return { text: '', file: file.slice(0, file.length - text.length) }
  if (text.endsWith(file)) return { text: text.slice(0, text.length - file.length), file: '' }
  return undefined
}

function blanksOf(line: string): string {
  return /^[ \t]*/.exec(line)![0]
}
