/** One document, planned or parsed in a process of its own: `_plan-once.ts SHAPE BLOCKS ours|theirs`. */
import process from 'node:process'
import { documentOf, type Shape } from './_plan-text.ts'

const [, , shape, blocks, whose] = process.argv
const text = documentOf(shape as Shape, Number(blocks))
const act = whose === 'ours' ? await planner() : await parser()
const startedAt = performance.now()
const found = act(text)
const ms = performance.now() - startedAt
const mib = process.resourceUsage().maxRSS / 1024
console.log(JSON.stringify({ ms, mib, found }))

async function planner(): Promise<(text: string) => number> {
  const { makePlan } = await import('../../harness/tutorial/planning/make-plan.ts')
  return (markdown) => makePlan({ file: 'README.md', text: markdown }).plan.checks.length
}

/** What remark parses with; from CommonMark alone it knows nothing of checks yet. */
async function parser(): Promise<(text: string) => number> {
  const { fromMarkdown } = await import('mdast-util-from-markdown')
  return (markdown) => fromMarkdown(markdown).children.filter(({ type }) => type === 'code').length
}
