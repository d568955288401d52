import type { TestProject } from 'vitest/node'
import { setUp } from '../harness/cli/_setup.ts'
import { shareRun } from '../harness/config.ts'
import { endRun } from '../harness/engine/lifetime.ts'
import { DEFAULT_NIX } from '../harness/image/debian/packages.ts'

/** One engine and one image for all specs; nothing of this run is left when they are done. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  shareRun()
  const { engine, image } = await setUp({ choice: 'auto', nix: DEFAULT_NIX, refresh: false })
  project.provide('image', image.reference)
  return async () => {
    await endRun(engine.docker)
  }
}
