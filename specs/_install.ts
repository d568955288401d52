import process from 'node:process'
import { config } from '../harness/config.ts'
import { installPackage } from '../harness/engine/packages.ts'
import { holdLock } from '../harness/engine/start-lock.ts'
import { findProgram } from '../harness/engine/system.ts'
import { tell } from './_support.ts'

const INSTALL_DEADLINE_MS = 600_000

/** Installs a package of Debian for specs that need it, where that is possible; they look whether it is there. */
export async function installMissing(name: string, isThere: () => boolean): Promise<void> {
  if (isThere() || process.getuid?.() !== 0) return
  if (findProgram('apt-get', config.path) === undefined) return
  // Another spec may be at it.
  await using _ = await holdLock(`installing ${name}`, INSTALL_DEADLINE_MS)
  if (isThere()) return
  tell(`Installing ${name}`)
  await installPackage(name).catch((error: Error) => tell(error.message))
}
