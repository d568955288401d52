import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { NixproofError } from '../errors.ts'
import type { DockerdSettings } from './dockerd-settings.ts'
import { readLog, runningDockerd } from './dockerd.ts'
import { commandLine, isProgram } from './process-info.ts'
import { holdLock } from './start-lock.ts'

/** It may be starting; that takes at most a minute. */
const LOCK_DEADLINE_MS = 70_000
/** dockerd gives its containers 15 s to end before it kills them. */
const STOP_DEADLINE_MS = 30_000

/**
 * Ends the dockerd that was started with these settings, and waits for its end.
 *
 * @returns its pid, or `undefined` when there was none.
 * @throws NixproofError ENGINE_NOT_STOPPED when it outlives the deadline.
 */
export async function stopDockerd(
  settings: DockerdSettings,
  signal?: AbortSignal,
): Promise<number | undefined> {
  if (runningDockerd(settings) === undefined) return undefined
  await using scope = new AsyncDisposableStack()
  scope.use(await holdLock(settings.host, LOCK_DEADLINE_MS, signal))
  const pid = runningDockerd(settings)
  if (pid === undefined) return undefined
  process.kill(pid, 'SIGTERM')
  for (const end = performance.now() + STOP_DEADLINE_MS; performance.now() < end;) {
    if (!isProgram(commandLine(pid), 'dockerd')) return pid
    await sleep(50, undefined, signal && { signal })
  }
  throw new NixproofError('ENGINE_NOT_STOPPED', `dockerd (pid ${pid}) does not end`, {
    wanted: `It ends within ${STOP_DEADLINE_MS / 1000} s of a SIGTERM`,
    found: `It still runs; the end of its log:\n${readLog(settings)}`,
    next: `Run "kill -KILL ${pid}"`,
  })
}
