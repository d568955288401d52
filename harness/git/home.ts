import { mkdtempSync, rmSync } from 'node:fs'
import { onExit } from 'signal-exit'
import { tempDirPrefix } from '../engine/temp-dir.ts'

/** Milliseconds in which a git that was killed is gone. */
const GONE_MS = 20

/** Makes a private directory that goes with the process, also by Ctrl-C, until it is forgotten. */
export async function makeHome(): Promise<{ home: string; forget: () => void }> {
  const prefix = await tempDirPrefix('git')
  let home: string | undefined
  const remove = (): void => {
    if (home !== undefined) rmSync(home, { recursive: true, force: true, maxRetries: 3 })
  }
  // Before there is a directory, and without a wait: an interrupt finds all or nothing.
  const forget = onExit(
    () => {
      remove()
      // What a git was still about to write comes back; nothing else can be waited for here.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, GONE_MS)
      remove()
    },
    // Whatever writes into it is to be killed first.
    { alwaysLast: true },
  )
  home = mkdtempSync(prefix)
  return { home, forget }
}
