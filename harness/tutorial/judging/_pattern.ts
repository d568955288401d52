/** A line of the text that is held against lines that came. */
export interface LinePattern {
  /** As the text has it. */
  readonly text: string
  /** Whether it stands for any number of lines. */
  readonly any: boolean
  /** Whether a part of it stands for anything. */
  readonly wild: boolean
  readonly matches: (line: string) => boolean
}

/** What the text does not say: anything may come before or after. */
export const ANYTHING: LinePattern = { text: '', any: true, wild: true, matches: () => true }

const COMMENT = '(?:#|//|--|/\\*|;|%|<!--)'
const DOTS = '(?:\\.{3,}|…)'

/** `...` on a line of its own, with nothing but a remark in brackets; or `# ... and more`. */
const OUTPUT_ELISION = new RegExp(
  `^\\s*(?:${COMMENT}\\s*[[(<]?${DOTS}(?![\\w.]).*|[[(<]?${DOTS}[\\])>]?\\s*(?:[[(].*[\\])])?)$`,
)
/** The same, and `... the rest`, as the planner has it. */
const FILE_ELISION = new RegExp(`^\\s*${COMMENT}?\\s*[[(<]?${DOTS}(?![\\w.]).*$`)

/** Of what commands print: `...` also stands for anything inside a line. */
export function outputPattern(text: string, mask: (line: string) => string): LinePattern {
  if (OUTPUT_ELISION.test(text)) return { ...ANYTHING, text }
  return wild(text, mask(text).split(/\.{3,}|…/), mask)
}

/**
 * Of a file, where dots mean something to most languages (`{ pkgs, ... }:`, `f(...args)`): inside a
 * line they stand for anything only at the end of a word: `"sha256-..."`.
 */
export function filePattern(text: string): LinePattern {
  if (FILE_ELISION.test(text)) return { ...ANYTHING, text }
  return wild(text, text.split(/(?<=[\w"'/+=-])\.{3}(?=["'\s,;)\]}>]|$)|…/))
}

function wild(
  text: string,
  parts: readonly string[],
  mask: (line: string) => string = (line) => line,
): LinePattern {
  const [whole = ''] = parts
  if (parts.length === 1) {
    const matches = (line: string): boolean => line === whole || mask(line) === whole
    return { text, any: false, wild: false, matches }
  }
  const matches = (line: string): boolean => line === text || hasParts(mask(line), parts)
  return { text, any: false, wild: true, matches }
}

/** Whether the parts are in a line in their order, the first at its start and the last at its end. */
function hasParts(line: string, parts: readonly string[]): boolean {
  const [first = '', last = ''] = [parts[0], parts.at(-1)]
  if (line.length < first.length + last.length) return false
  if (!line.startsWith(first) || !line.endsWith(last)) return false
  let at = first.length
  for (const part of parts.slice(1, -1)) {
    const found = line.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return at <= line.length - last.length
}

/** Empty lines next to what is left out are there for the eye. */
export function withLooseBlanks(pattern: readonly LinePattern[]): readonly LinePattern[] {
  const loose = [...pattern]
  const spread = (indices: Iterable<number>, beside: number): void => {
    for (const index of indices) {
      const line = loose[index]!
      if (line.text.trim() === '' && loose[index + beside]?.any)
        loose[index] = { ...line, any: true }
    }
  }
  spread(loose.keys(), -1)
  spread([...loose.keys()].toReversed(), 1)
  return loose
}
