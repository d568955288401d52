import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import { execa } from 'execa'
import { vi } from 'vitest'
import { DOCKERD_SETTINGS, type DockerdSettings } from '../harness/engine/dockerd-settings.ts'
import { stopDockerd } from '../harness/engine/stop.ts'
import { detachBelow, endBelow } from './_leftovers.ts'

const HERE = new URL('../harness/engine/', import.meta.url)

/**
 * A dockerd of its own, out of the way of the one that the other specs use. It needs a network
 * namespace too: told to go without a bridge, it would remove docker0 from under the other.
 */
export function settingsIn(dir: string, network = '--bridge=none'): DockerdSettings {
  const execRoot = join(dir, 'exec')
  return {
    ...DOCKERD_SETTINGS,
    dir: join(dir, 'state'),
    host: `unix://${join(dir, 'd.sock')}`,
    execRoot,
    command: ['unshare', '--net', 'dockerd'],
    options: [
      `--exec-root=${execRoot}`,
      `--data-root=${join(dir, 'data')}`,
      network,
      '--iptables=false',
    ],
  }
}

/**
 * Ends it, and what one leaves behind that was killed. What is mounted is detached first: a mount
 * that somebody uses cannot be removed.
 */
export async function clean(dir: string): Promise<void> {
  try {
    await stopDockerd(settingsIn(dir))
  } finally {
    await endBelow(dir)
    await detachBelow(dir)
    // What was just killed may still write for a moment. Retries of rm() itself multiply with depth.
    await vi.waitFor(() => rm(dir, { recursive: true, force: true }), { timeout: 10_000 })
  }
}

/** Provides an engine from a process of its own, and prints its address. */
export function provideElsewhere(settings: DockerdSettings): Promise<{ stdout: string }> {
  const code = `
    const { provideEngine } = await import(${JSON.stringify(new URL('provision.ts', HERE).href)})
    const engine = await provideEngine(${JSON.stringify(settings)}, (step) => console.log(step))
    console.log(engine.host)`
  return execa(process.execPath, ['--input-type=module', '--eval', code])
}
