import type { Draft } from './_draft.ts'

/** A listing shows what there will be: what blocks below it write is not looked for yet. */
export function leaveOutWhatComes(drafts: readonly Draft[]): void {
  const coming = new Map<string, number>()
  for (const draft of drafts.toReversed()) {
    for (const [index, step] of draft.steps.entries()) {
      if (step.do === 'write') {
        const line = draft.block.position.start.line
        coming.set(step.path, line)
        for (let at = step.path.lastIndexOf('/'); at > 0; at = step.path.lastIndexOf('/', at - 1)) {
          coming.set(step.path.slice(0, at), line)
        }
      }
      if (step.do !== 'paths') continue
      const paths = step.paths.filter(({ path }) => !coming.has(path))
      if (paths.length === step.paths.length) continue
      const [left] = step.paths.filter(({ path, directory }) => coming.has(path) && !directory)
      draft.steps.splice(index, 1, ...(paths.length ? [{ ...step, paths }] : []))
      if (left) {
        draft.reasons.push(
          `"${left.path}" is written further down, on line ${coming.get(left.path)!}`,
        )
      }
    }
  }
}
