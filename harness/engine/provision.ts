import type { Engine } from './connect.ts'
import type { DockerdSettings } from './dockerd-settings.ts'
import { answerOf, startDockerd } from './dockerd.ts'
import { installPackage } from './packages.ts'
import { holdLock } from './start-lock.ts'
import { readSystem } from './system.ts'

const LOCK_DEADLINE_MS = 700_000

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
