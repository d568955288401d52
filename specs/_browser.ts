import { chromium, type Browser } from 'playwright-core'
import { config } from '../harness/config.ts'
import { findProgram } from '../harness/engine/system.ts'
import { installMissing } from './_install.ts'
import type { Lack } from './_needs.ts'
import { tell } from './_support.ts'

const NAMES = ['chromium', 'google-chrome', 'google-chrome-stable', 'chromium-browser']

/** A browser without a window, or what this machine lacks for one. */
export interface Opened {
  readonly browser?: Browser
  readonly lack: Lack
}

/**
 * The Chromium of this machine. Where there is none, and Debian's may be installed, it is: some 115 MB
 * to download and 480 MB on the disk, in 13 to 35 s with a mirror nearby.
 */
export async function openBrowser(): Promise<Opened> {
  const executablePath = findChromium() ?? (await installChromium())
  if (executablePath === undefined) {
    return { lack: 'Chromium, or root and a mirror from which apt installs it' }
  }
  // On some systems the name only says what else to install.
  const browser = await chromium.launch({ executablePath }).catch((error: Error) => error)
  if (browser instanceof Error) {
    tell(browser.message)
    return { lack: `a Chromium that starts; ${executablePath} does not` }
  }
  return { browser, lack: undefined }
}

function findChromium(): string | undefined {
  for (const name of NAMES) {
    const found = findProgram(name, config.path)
    if (found !== undefined) return found
  }
  return undefined
}

async function installChromium(): Promise<string | undefined> {
  await installMissing('chromium', () => findChromium() !== undefined)
  return findChromium()
}
