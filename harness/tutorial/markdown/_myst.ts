import { parse } from 'yaml'
import type { BlockLine } from './document.ts'

/** Directives that show code; any other one has Markdown in it. */
const CODE: readonly string[] = [
  'code',
  'code-block',
  'code-cell',
  'sourcecode',
  'literalinclude',
  'prompt',
  'parsed-literal',
]

export function showsCode(directive: string): boolean {
  return CODE.includes(directive)
}

/** Options of a MyST directive stand before its code: `:key: value` lines, or YAML between `---`. */
export function readOptions(lines: readonly BlockLine[]): {
  readonly options: Readonly<Record<string, string>>
  readonly rest: readonly BlockLine[]
} {
  const options: Record<string, string> = {}
  let taken = 0
  if (lines[0]?.text.trim() === '---') {
    const end = lines.findIndex(({ text }, index) => index > 0 && text.trim() === '---')
    if (end < 0) return { options, rest: lines }
    Object.assign(
      options,
      yamlOptions(
        lines
          .slice(1, end)
          .map(({ text }) => text)
          .join('\n'),
      ),
    )
    taken = end + 1
  } else {
    for (; taken < lines.length; taken++) {
      const match = /^:([\w-]+):[ \t]*(.*)$/.exec(lines[taken]!.text)
      if (!match) break
      options[match[1]!] = match[2]!.trim()
    }
  }
  if (taken > 0 && lines[taken]?.text.trim() === '') taken++
  return { options, rest: lines.slice(taken) }
}

function yamlOptions(text: string): Record<string, string> {
  try {
    const value: unknown = parse(text, { logLevel: 'error' })
    if (typeof value !== 'object' || value === null) return {}
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, String(one ?? '')]))
  } catch {
    return {} // Options that are no YAML are Sphinx's to complain of.
  }
}
