import { ensureEngine } from '../engine/ensure.ts'
import type { Engine } from '../engine/find.ts'
import { ensureImage, type ImageRequest, type NixImage } from '../image/ensure.ts'
import { Progress } from './_progress.ts'

export interface Setup {
  readonly engine: Engine
  readonly image: NixImage
}

/** Provides the engine and the image, saying what it does. */
export async function setUp(request: ImageRequest): Promise<Setup> {
  using progress = new Progress()
  const engine = await ensureEngine(progress.begin)
  progress.done(`Engine: ${engine.version}, found by ${engine.foundBy}`)
  const image = await ensureImage(engine, request, progress.begin)
  progress.done(`Image: ${image.base}, because ${image.reason}`)
  return { engine, image }
}
