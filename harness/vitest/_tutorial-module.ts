import type { Planned } from '../tutorial/planning/make-plan.ts'
import type { TutorialFile } from './define-tutorial-tests.ts'

/**
 * What vitest runs of a tutorial: each test is made on the line of the text that it is about, so that
 * vitest finds it there (`vitest README.md:55`), and needs no source map.
 *
 * @param harness The file that has `defineTutorialTests()`.
 */
export function tutorialModule(planned: Planned, where: TutorialFile, harness: string): string {
  const { plan, findings } = planned
  const args = [planned, where].map(toCode).join(', ')
  const lines = [
    `import { defineTutorialTests } from ${toCode(harness)}; const make = await defineTutorialTests(${args});`,
  ]
  const put = (line: number, code: string): void => {
    while (lines.length < line) lines.push('')
    lines[line - 1] += code
  }
  for (const [index, { severity, place }] of findings.entries()) {
    const line = place.file === plan.tutorial ? (place.line ?? 1) : 1
    if (severity !== 'warning') put(line, `make.finding(${index});`)
  }
  for (const [index, { line }] of plan.checks.entries()) put(line, `make.check(${index});`)
  lines.push('make.expectations();')
  return `${lines.join('\n')}\n`
}

/** Two characters that JSON may have in a string begin a line of JavaScript. */
function toCode(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll('\u2028', String.raw`\u2028`)
    .replaceAll('\u2029', String.raw`\u2029`)
}
