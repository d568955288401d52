import type { TextFinding } from '../finding.ts'
import type { MarkdownDocument, Span } from '../markdown/document.ts'
import type { Plan } from './plan.ts'

/** Code blocks that nothing closes (`FENCE_OPEN`). */
export function openFences({ blocks }: MarkdownDocument, file: string): TextFinding[] {
  return blocks
    .filter(({ closed, fenced }) => fenced && !closed)
    .map(({ position, lines }): TextFinding => ({
      code: 'FENCE_OPEN',
      severity: 'tutorial',
      place: { file, line: position.start.line, column: position.start.column },
      summary: 'A code block is not closed',
      found:
        lines.length === 1
          ? 'It takes the line that follows'
          : `It takes the ${lines.length} lines that follow`,
      next: 'Close it with the fence that opens it',
    }))
}

/** An address that no program of the text answers at (`DRIFT_URL`). */
export function unservedFinding(
  { url, position: { start } }: { readonly url: string; readonly position: Span },
  file: string,
): TextFinding {
  return {
    code: 'DRIFT_URL',
    severity: 'tutorial',
    place: { file, line: start.line, column: start.column },
    summary: `The text names "${url}", and nothing in it starts a program that could answer`,
    next: 'Show the command that starts it',
  }
}

/** A text in which nothing is understood says what it needs. */
export function nothing({ checks, tutorial }: Plan, { blocks }: MarkdownDocument): TextFinding[] {
  if (checks.some(({ skip }) => !skip)) return []
  const found =
    blocks.length === 0
      ? 'It has no code block'
      : `None of its ${blocks.length} code blocks can be run`
  return [
    {
      code: 'NO_CHECKS',
      severity: 'call',
      place: { file: tutorial },
      summary: 'There is nothing to prove in the text',
      wanted:
        'A code block with a language: "bash" or "console" for commands, "nix", or a file that the text names',
      found,
    },
  ]
}
