/** What stands for the arguments that a function takes besides: `{ pkgs, ... }:`. */
const REST = /(?:\.\.\.|…)(?=\s*\}\s*(?:@\s*[\w'-]+\s*)?:)/y
const ELISION = /\.\.\.|…/y
const ALONE = /^[ \t]*(?:\.\.\.|…)[ \t]*[;,]?[ \t]*$/

/**
 * A fragment of Nix that can be parsed although something is left out of it: a line of `...` becomes
 * empty, and `...` in place of a value becomes `null`. Lines and columns of the rest stay.
 */
export function withoutElisions(text: string): string {
  return text
    .split('\n')
    .map((line, index, lines) => {
      if (ALONE.test(line)) return restOfArguments(lines, index) ? line : ''
      return withinLine(line, lines.slice(index + 1).join('\n'))
    })
    .join('\n')
}

/** `...` on a line of its own may also be the end of what a function takes. */
function restOfArguments(lines: readonly string[], index: number): boolean {
  return /^\s*\}\s*(?:@\s*[\w'-]+\s*)?:/.test(lines.slice(index + 1).join('\n'))
}

function withinLine(line: string, after: string): string {
  let result = ''
  for (let at = 0; at < line.length;) {
    const whole = `${line}\n${after}`
    REST.lastIndex = ELISION.lastIndex = at
    const kept = REST.exec(whole)?.[0]
    const left = kept === undefined ? ELISION.exec(whole)?.[0] : undefined
    result += kept ?? (left === undefined ? line[at] : 'null'.padEnd(left.length))
    at += (kept ?? left ?? ' ').length
  }
  return result
}
