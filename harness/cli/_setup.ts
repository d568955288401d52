import { ensureEngine } from '../engine/ensure.ts'
import type { Engine } from '../engine/find.ts'
import { holdLease } from '../engine/lease.ts'
import { beginRun } from '../engine/lifetime.ts'
import { ensureImage, type ImageRequest, type NixImage } from '../image/ensure.ts'
import { Progress } from './_progress.ts'

export interface Setup {
  readonly engine: Engine
  readonly image: NixImage
}

/**
 * Begins the run: provides the engine and the image, saying what it does. Whoever calls it ends the
 * run with `endRun()`.
 *
 * @param onEngine Told of the engine before there is an image.
 */
export async function setUp(
  request: ImageRequest,
  onEngine?: (engine: Engine) => void,
): Promise<Setup> {
  using progress = new Progress()
  const engine = await setUpEngine(progress)
  onEngine?.(engine)
  const image = await ensureImage(engine, request, progress.begin)
  progress.done(`Image: ${image.base}, because ${image.reason}`)
  return { engine, image }
}

/** The same, without an image. */
export async function setUpEngine(progress: Progress): Promise<Engine> {
  const [engine] = await Promise.all([ensureEngine(progress.begin), holdLease()])
  progress.done(`Engine: ${engine.version}, found by ${engine.foundBy}`)
  await beginRun(engine)
  return engine
}
