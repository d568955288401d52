import { once } from 'node:events'
import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import { fromFailure } from '../thread-failure.ts'
import type { Planned } from '../tutorial/planning/make-plan.ts'
import type { PlanMessage, PlanTask } from './_plan-thread.ts'
import type { PlanFlags } from './_run-options.ts'

let loaded: Worker | undefined

/** Has the thread of `planAhead()` load its modules, before it is known what it plans. */
export function loadPlanner(): void {
  loaded ??= startThread()
  loaded.unref()
}

/** Ends a thread that nobody has given a task. */
export async function unloadPlanner(): Promise<void> {
  await loaded?.terminate()
}

/**
 * The plans of tutorials, as `planAll()` gives them, made in another thread: parsers and this
 * thread's own modules are about as much to load, and nothing here needs a plan before they are.
 */
export async function planAhead(
  names: readonly string[],
  { workspace, sidecar }: PlanFlags,
): Promise<Map<string, Planned>> {
  const flags = {
    ...(workspace !== undefined && { workspace }),
    ...(sidecar !== undefined && { sidecar }),
  }
  const task: PlanTask = { names, flags }
  const thread = loaded ?? startThread()
  loaded = undefined
  thread.ref()
  thread.postMessage(task)
  const [message] = (await once(thread, 'message')) as [PlanMessage]
  if ('failure' in message) throw fromFailure(message.failure)
  return message.planned
}

function startThread(): Worker {
  return new Worker(new URL(`./_plan-thread${extname(import.meta.url)}`, import.meta.url))
}
