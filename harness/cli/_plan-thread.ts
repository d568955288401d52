/** The thread of `planAhead()`. */
import { once } from 'node:events'
import { parentPort } from 'node:worker_threads'
import { shareCompileCache } from '../config.ts'
import { toFailure, type ThreadFailure } from '../thread-failure.ts'
import type { Planned } from '../tutorial/planning/make-plan.ts'
import type { PlanFlags } from './_run-options.ts'

export interface PlanTask {
  readonly names: readonly string[]
  readonly flags: PlanFlags
}

export type PlanMessage =
  | { readonly planned: Map<string, Planned> }
  | { readonly failure: ThreadFailure }

shareCompileCache()
const told = once(parentPort!, 'message') as Promise<[PlanTask]>
const loading = Promise.all([import('./_plan-all.ts'), import('./_tutorials.ts')])
const [{ names, flags }] = await told
parentPort?.postMessage(await plan())

async function plan(): Promise<PlanMessage> {
  try {
    const [{ planAll }, { findTutorials }] = await loading
    return { planned: await planAll(await findTutorials(names), flags) }
  } catch (error) {
    return { failure: toFailure(error) }
  }
}
