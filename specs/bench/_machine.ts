import { cpus, loadavg, release, totalmem } from 'node:os'
import process from 'node:process'
import { execa } from 'execa'
import vitest from 'vitest/package.json' with { type: 'json' }
import { readVersion } from '../../harness/cli/_version.ts'
import type { Engine } from '../../harness/engine/find.ts'

export interface Machine {
  readonly processors: number
  readonly model: string
  readonly memoryMiB: number
  readonly kernel: string
}

export interface Versions {
  readonly nixproof: string
  readonly node: string
  readonly vitest: string
  readonly engine: string
  /** Reference of the image, which has the version of Nix in it. */
  readonly image: string
}

export function readMachine(): Machine {
  const processors = cpus()
  return {
    processors: processors.length,
    model: processors[0]?.model ?? 'unknown',
    memoryMiB: Math.round(totalmem() / 2 ** 20),
    kernel: release(),
  }
}

export async function readVersions({ docker }: Engine, image: string): Promise<Versions> {
  const { Version } = await docker.version()
  const { version: node } = process
  return { nixproof: readVersion(), node, vitest: vitest.version, engine: Version, image }
}

/** The commit that is measured, with "and changes" where there are some. */
export async function readCommit(): Promise<string> {
  const { stdout: commit } = await execa('git', ['rev-parse', 'HEAD'])
  const { stdout: changes } = await execa('git', ['status', '--porcelain', '--', 'harness'])
  return changes === '' ? commit : `${commit} and changes`
}

/** What else the machine did in the last minute, in processes that wanted a processor. */
export function load(): number {
  return Math.round(loadavg()[0]! * 10) / 10
}
