import { dateText } from '../reporting/reused-text.ts'
import type { Proved } from './_format.ts'
import type { Inputs } from './keys.ts'

/**
 * Which inputs are not as they were when a tutorial was proved, in words; `undefined` where they all are.
 * Of several proofs it is the one that differs in the fewest, and says which; of two alike, the newer one.
 */
export function whatChanged(inputs: Inputs, proved: readonly Proved[]): string | undefined {
  const all = proved.map((one) => ({ one, names: differing(inputs, one.inputs) }))
  const [nearest] = all.toSorted((a, b) => a.names.length - b.names.length)
  if (!nearest || nearest.names.length === 0) return undefined
  const { one, names } = nearest
  const at = dateText(
    one.kept
      .map((verdict) => verdict.at)
      .toSorted()
      .at(-1) ?? '',
  )
  const when = proved.length > 1 ? `${at}, the nearest of ${proved.length} proofs` : at
  return `not the same as when it was proved (${when}): ${names.join(', ')}`
}

function differing(inputs: Inputs, before: Inputs): string[] {
  const names = new Set([...Object.keys(inputs), ...Object.keys(before)])
  return [...names].filter((name) => inputs[name] !== before[name])
}
