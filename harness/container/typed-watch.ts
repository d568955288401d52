import { startProcess } from './process.ts'
import type { Runners } from './runners.ts'
import { scriptArgv } from './scripts.ts'
import { createWatch, type Listener, type Sightings } from './watch.ts'

/** Looks whether a typed command comes to listen. */
export interface TypedWatch extends AsyncDisposable {
  readonly seen: Sightings
  /** Resolves when it listens: on all wanted ports, in their order, or on any. */
  readonly ready: Promise<readonly Listener[]>
  /** The command has ended, and what it has left behind counts. Resolves when nothing is left. */
  afterwards(): Promise<void>
}

/** A command that is about to be typed. */
interface TypedCommand {
  /** Of its terminal. */
  readonly id: string
  readonly number: number
  /** The process of the shell that it is typed in. */
  readonly shell: number
}

/**
 * Starts before the command does: what listens already is not the command's.
 *
 * @throws NixproofError CONTAINER_FAILED or ENGINE_LOST.
 */
export async function openTypedWatch(
  runners: Runners,
  { id, number, shell }: TypedCommand,
  ports: readonly number[],
): Promise<TypedWatch> {
  const watch = createWatch(ports)
  const watching = Promise.withResolvers<void>()
  const gone = Promise.withResolvers<void>()
  const process = await startProcess(runners, {
    argv: scriptArgv('watch', id, number, ports.length > 0 ? ports.join(',') : 'any', shell),
    cwd: '/',
    takesLines: true,
    onLine({ text }) {
      if (text === 'watching') watching.resolve()
      else if (text === 'gone') gone.resolve()
      else watch.onRecord(text.split(' '))
    },
  })
  const { ended } = process
  void ended.catch(() => {}).then(() => gone.resolve())
  await Promise.race([watching.promise, ended])
  watch.seen.startedAt = performance.now()
  return {
    seen: watch.seen,
    ready: watch.ready,
    async afterwards() {
      process.tell('ended')
      await gone.promise
    },
    async [Symbol.asyncDispose]() {
      process.tell('enough')
      await ended.catch(() => {}) // Whoever waits for the command is told.
    },
  }
}
