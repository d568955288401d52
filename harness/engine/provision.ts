import { createInterface } from 'node:readline/promises'
import process from 'node:process'
import type { ProvisionMode } from '../config.ts'
import type { Engine } from './connect.ts'
import type { DockerdSettings } from './dockerd-settings.ts'
import { answerOf, startDockerd } from './dockerd.ts'
import { installPackage } from './packages.ts'
import { holdLock } from './start-lock.ts'
import { readSystem, type System } from './system.ts'

/** Puts a question that is answered with yes or no. */
export type Ask = (question: string, signal?: AbortSignal) => Promise<boolean>

const LOCK_DEADLINE_MS = 700_000

/**
 * Why nixproof will not provide an engine here; `undefined` when it may.
 *
 * @param ask - How to ask; `undefined` when nobody is there to answer, which is no refusal: a
 *   machine without a terminal is set up without a question unless NIXPROOF_PROVISION forbids it.
 */
export async function refusal(
  mode: ProvisionMode,
  { platform, debian, root, hasDockerd }: System,
  ask?: Ask,
  signal?: AbortSignal,
): Promise<string | undefined> {
  if (mode === 'never') return 'NIXPROOF_PROVISION=never forbids to start one'
  if (platform !== 'linux' || !debian) return 'Only on Debian and its family can nixproof start one'
  if (!root) return 'Only as root can nixproof start one'
  if (mode === 'always' || ask === undefined) return undefined
  const what = hasDockerd ? 'Start dockerd' : 'Install docker.io with apt-get and start dockerd'
  const yes = await ask(`No container engine answers. ${what}?`, signal)
  return yes ? undefined : 'Starting one was declined'
}

/**
 * Installs `docker.io` when no dockerd is there, and starts dockerd when none answers then.
 * Of two processes that do so at once, one works and the other waits for its result.
 *
 * @param report - Gets the name of each thing that is done, when it begins.
 * @throws NixproofError PACKAGES_UNAVAILABLE or ENGINE_NOT_STARTED.
 */
export async function provideEngine(
  settings: DockerdSettings,
  report: (line: string) => void,
  signal?: AbortSignal,
): Promise<Engine> {
  await using scope = new AsyncDisposableStack()
  scope.use(await holdLock(settings.host, LOCK_DEADLINE_MS, signal))
  const byOther = await answerOf(settings, signal)
  if (byOther) return byOther
  if (!readSystem(settings.path).hasDockerd) {
    report('Installing docker.io with apt-get')
    await installPackage('docker.io', signal)
    // On a systemd machine the package has started the engine.
    const byPackage = await answerOf(settings, signal)
    if (byPackage) return byPackage
  }
  report('Starting dockerd')
  // Awaited here: a bare `return` would give the lock up before dockerd answers.
  return await startDockerd(settings, signal)
}

/** Asks on the terminal; `undefined` when there is none. Enter means yes, the end of input no. */
export function terminalAsk(): Ask | undefined {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return undefined
  return async (question, signal) => {
    const terminal = createInterface({ input: process.stdin, output: process.stdout })
    // readline swallows Ctrl-C; give it back, so that the process ends as it always does.
    terminal.on('SIGINT', () => process.kill(process.pid, 'SIGINT'))
    const closed = new Promise<string>((resolve) => terminal.once('close', () => resolve('no')))
    const answer = terminal.question(`${question} [Y/n] `, signal ? { signal } : {})
    try {
      return /^(y(es)?)?$/i.test((await Promise.race([answer, closed])).trim())
    } finally {
      terminal.close()
      // Closed without an answer, it stays unsettled or rejects, depending on Node's version.
      answer.catch(() => undefined)
    }
  }
}
