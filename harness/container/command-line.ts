/** Characters of a command that a message shows; the result has all of it. */
const SHOWN = 200

/** A command as a message shows it: one line, though a program after `-c` may have a thousand. */
export function showCommand(argv: readonly string[] | string): string {
  const whole = typeof argv === 'string' ? argv : argv.join(' ')
  const [first = ''] = whole.trim().split('\n', 1)
  const shown = first
    .slice(0, SHOWN)
    .replace(/[\uD800-\uDBFF]$/, '')
    .trimEnd()
  return shown === whole.trim() ? shown : `${shown} …`
}
