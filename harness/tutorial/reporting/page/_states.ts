import type { Blame } from '../../../errors.ts'
import { HEADLINES } from '../format-failure.ts'
import type { GroupState } from './_arrange.ts'
import { markup, type Html } from './_text.ts'

/** The style sheet has a sign for each, so that nothing depends on colours; none is read aloud. */
export const WORDS = {
  failed: 'failed',
  unproved: 'not proved',
  proved: 'proved',
  skipped: 'skipped',
} as const

/** `✗ failed` */
export function stateMark(state: GroupState, words: string = WORDS[state]): Html {
  return markup`<span class="state ${state}">${words}</span>`
}

/** Where nothing blames anybody, nixproof itself is at fault. */
export function headlineOf(blame: Blame | undefined): string {
  return blame === undefined ? 'nixproof itself failed' : HEADLINES[blame]
}
