import { settingsFacts, type NixSettings } from '../container/nix-settings.ts'
import type { ListedCell, MatrixCell } from '../matrix/cell.ts'
import type { Shard } from '../matrix/shard.ts'
import type { Planned } from '../tutorial/planning/make-plan.ts'
import type { ConfiguredTutorial } from './_matrix-tutorials.ts'
import type { Part } from './_part.ts'
import type { Report } from './_reporter-options.ts'

interface Matrix {
  readonly cells: readonly MatrixCell[]
  /** By absolute file, as the tutorials. */
  readonly planned: ReadonlyMap<string, Planned>
  readonly tutorials: ReadonlyMap<string, ConfiguredTutorial>
}

/** @returns `undefined` where all is for this machine, and nothing is merged. */
export async function matrixPart(
  { cells, planned, tutorials }: Matrix,
  shard: Shard | undefined,
  reports: readonly Report[],
  nix: NixSettings = {},
): Promise<Part | undefined> {
  if (!shard && !reports.some(({ name }) => name === 'blob')) return undefined
  const [{ Part: Some, nameOf, unitOf }, { nameOfOrigin }] = await Promise.all([
    import('./_part.ts'),
    import('./_shard-facts.ts'),
  ])
  const optionsOf = (file: string): unknown => {
    const { mountAs, workspace, origins } = tutorials.get(file)!
    return [mountAs, workspace && nameOf(workspace), origins.map(nameOfOrigin)]
  }
  const expectedIn = ({ expected }: MatrixCell): unknown =>
    expected.map(({ code, text, tutorial }) => [code, text, tutorial && nameOf(tutorial)])
  const units = cells.flatMap((cell) =>
    [...planned].map(([file, one]) =>
      unitOf(file, one, { cell: cell.name, options: [optionsOf(file), expectedIn(cell)] }),
    ),
  )
  const settings = settingsFacts(nix)
  return Some.take(units, { shard, reports, settings, cells: cells.map(listedCell) })
}

function listedCell({ name, image, nix, nixpkgs, sandbox, variant }: MatrixCell): ListedCell {
  return { name, image, nix, nixpkgs, sandbox, variant }
}
