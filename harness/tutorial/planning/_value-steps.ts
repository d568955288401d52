import type { Block } from '../markdown/document.ts'
import { excerptOf, type Made } from './_shell-steps.ts'
import type { Excerpt, NixStep } from './step.ts'

/** A block that shows what the expression above it is worth: it is evaluated again, for that. */
export function valueSteps(block: Block, last: NixStep | undefined): Made {
  const output = excerptOf(block.lines)
  if (!output || !last) return { steps: [], reasons: ['Nothing was evaluated before it'] }
  if (/^\s*error:/.test(output.text)) {
    return {
      steps: [],
      reasons: ['It is an error: "expect: fail" of the block above can prove it'],
    }
  }
  return {
    steps: [{ ...last, output }],
    reasons: [`The expression on line ${last.at.line} is evaluated, and held against it`],
  }
}

const SHOWN = /#\s*(?:=>|⇒|→)\s*(\S.*?)\s*$/

/** What a comment at the end of an expression says that it is worth: `# => 3`. */
export function shownValue({ lines }: Block): Excerpt | undefined {
  const last = lines.findLast(({ text }) => text.trim() !== '')
  const [, text] = (last && SHOWN.exec(last.text)) ?? []
  if (!last || text === undefined) return undefined
  if (lines.some((line) => line !== last && SHOWN.test(line.text))) return undefined
  const from = last.text.lastIndexOf(text)
  const { line, column, offset } = last
  return { text, at: { line, column: column + from, offset: offset + from } }
}
