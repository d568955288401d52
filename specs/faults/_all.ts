import { BUILD } from './_build.ts'
import { EVALUATION } from './_evaluation.ts'
import type { Fault } from './_fault.ts'
import { FETCH } from './_fetch.ts'
import { FORGED } from './_forged.ts'
import { LAUNCH } from './_launch.ts'
import { MACHINE } from './_machine.ts'
import { VALUES } from './_values.ts'

/** All of them, in the order of the README. */
export const FAULTS: readonly Fault[] = [
  ...EVALUATION,
  ...VALUES,
  ...BUILD,
  ...FORGED,
  ...FETCH,
  ...MACHINE,
  ...LAUNCH,
]
