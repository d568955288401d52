import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onExit } from 'signal-exit'

/** Milliseconds in which a git that was killed is gone. */
const GONE_MS = 20

/** Makes a private directory that goes with the process, also by Ctrl-C, until it is forgotten. */
export function makeHome(): { readonly home: string; readonly forget: () => void } {
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
  home = mkdtempSync(join(tmpdir(), 'nixproof-git-'))
  return { home, forget }
}
