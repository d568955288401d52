import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { readGround, type Ground } from '../../container/ground.ts'
import { digestWorkspace } from '../../container/workspace-digest.ts'
import type { Engine } from '../../engine/find.ts'
import { PACKAGE_DIR } from '../../image/paths.ts'
import { hashInputs } from '../../image/tag.ts'
import { digestOrigins } from '../../origin/digest.ts'
import type { OriginOptions } from '../../origin/options.ts'
import type { Planned } from '../planning/make-plan.ts'
import type { Cell } from '../running/cell.ts'
import { planInputs, type Inputs } from './keys.ts'
import { textOf } from './store.ts'

/** What a tutorial is proved on, and with. */
export interface ProofOptions {
  readonly planned: Planned
  /** The tutorial. */
  readonly file: string
  /** The reader's directory on this machine. */
  readonly workspace: string
  readonly mountAs?: string | undefined
  readonly cell: Cell
  /** What the container can reach; `undefined` for nothing. */
  readonly origins?: OriginOptions | undefined
}

/** What is the same for all tutorials of a run. */
export interface Bench extends Ground {
  /** This very program, with all that it is made of. */
  readonly nixproof: string
  /** Of a workspace; several tutorials may have the same. */
  readonly digest: (workspace: string) => Promise<string>
}

/** @param image Reference of an image that is on the engine. */
export async function readBench(engine: Engine, image: string): Promise<Bench> {
  const known = new Map<string, Promise<string>>()
  return {
    ...(await readGround(engine, image)),
    nixproof: identifySelf(),
    digest: (workspace) => {
      const path = resolve(workspace)
      const digest = known.get(path) ?? digestWorkspace(path)
      known.set(path, digest)
      return digest
    },
  }
}

/**
 * The paths of derivations are not among them: they follow from what is. The expression, with all that it
 * imports, is of the workspace or of a block before; Nix, nixpkgs, nix.conf and NIX_PATH are of the image,
 * or set by a block or a directive; what a fetcher gets is of the origins, and where the internet, a
 * builder or another cache may answer, nothing is reused (`whyUnknown()`). This process's environment
 * does not get into containers. What is left is `builtins.currentTime`, and that is why a verdict is
 * believed for a week only.
 *
 * @throws Whatever an input cannot be read for.
 */
export async function readInputs(options: ProofOptions, bench: Bench): Promise<Inputs> {
  const { planned, workspace, mountAs, cell, origins } = options
  return {
    'the image': bench.image,
    'the engine': bench.engine,
    'the cell': textOf(cell),
    'where the workspace is mounted': mountAs ?? '',
    'what the origins answer': origins ? await digestOrigins(origins) : '',
    'the workspace': await bench.digest(workspace),
    ...planInputs(planned),
  }
}

/**
 * The version alone would not do where nixproof is worked on, nor for what it depends on: a lock
 * file says that, its own or that of where it is installed.
 */
function identifySelf(): string {
  const { version } = JSON.parse(readFileSync(join(PACKAGE_DIR, 'package.json'), 'utf8')) as {
    version: string
  }
  const code = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '')
  const locks = [join(PACKAGE_DIR, 'package-lock.json'), join(PACKAGE_DIR, '../.package-lock.json')]
  const locked = locks.filter((file) => existsSync(file)).map((file) => readFileSync(file, 'utf8'))
  const parts = hashInputs({ node: process.version, locked: locked.join('\0') }, { code })
  return `${version} ${createHash('sha256').update(parts).digest('hex').slice(0, 16)}`
}
