import type { Engine } from '../engine/find.ts'
import type { EmbeddedNix } from '../image/debian/packages.ts'
import { findEmbedded } from '../image/embedded.ts'
import { ensureImage, type ImageRequest, type NixImage } from '../image/ensure.ts'
import type { MatrixCell } from '../matrix/cell.ts'
import { nixOf } from '../matrix/nix-of.ts'

/** Told what is done for an image; the last is told without a time. */
export type ImageReport = (cell: MatrixCell, line: string) => void

/**
 * The images of a matrix: made one after the other, as each takes all that the machine has, while the
 * cells whose image is there already run.
 */
export class CellImages {
  /** The same cells, those first whose image is there first. */
  readonly cells: readonly MatrixCell[]
  readonly #images = new Map<string, Promise<NixImage>>()

  /** @param groups Cells of one image each, in the order in which images are made. */
  private constructor(
    engine: Engine,
    groups: readonly (readonly MatrixCell[])[],
    report: ImageReport,
  ) {
    this.cells = groups.flat()
    let before: Promise<unknown> = Promise.resolve()
    for (const [cell] of groups) {
      if (!cell) continue
      const tell = (line: string): void => report(cell, line)
      const image = before.then(() => ensureImage(engine, requestFor(cell), tell))
      before = image.then(({ base, reason }) => tell(`${base}, because ${reason}`)).catch(() => {})
      this.#images.set(keyOf(cell), image)
    }
  }

  /** Begins to make them. What fails is told by `of()`. */
  static async open(
    engine: Engine,
    cells: readonly MatrixCell[],
    report: ImageReport,
  ): Promise<CellImages> {
    const groups = [...Map.groupBy(cells, keyOf).values()]
    const there = await Promise.all(groups.map(([cell]) => isThere(engine, cell!)))
    const first = groups.filter((_, index) => there[index])
    const later = groups.filter((_, index) => !there[index])
    return new CellImages(engine, [...first, ...later], report)
  }

  /** @throws {NixproofError} What `ensureImage()` throws. */
  of(cell: MatrixCell): Promise<NixImage> {
    return this.#images.get(keyOf(cell))!
  }
}

function keyOf({ image, nix, nixpkgs }: MatrixCell): string {
  return `${image} ${nix} ${nixpkgs}`
}

function requestFor(cell: MatrixCell): ImageRequest {
  return { ...nixOf(cell), refresh: false }
}

async function isThere({ docker }: Engine, { image, nix }: MatrixCell): Promise<boolean> {
  if (image === 'official') return false
  // The layers above it take a second.
  return (await findEmbedded(docker, nix as EmbeddedNix)) !== undefined
}
