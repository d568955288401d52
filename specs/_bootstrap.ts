import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa, type ResultPromise } from 'execa'
import type { Clone } from './_clone.ts'

interface RunOptions {
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
  readonly reject: false
}

export function run(
  clone: Clone,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): ResultPromise<RunOptions> {
  const { argv, options } = clone.bootstrap
  const [node, file] = argv
  return execa<RunOptions>(node, [file, ...args], {
    cwd: options.cwd,
    env: { ...options.env, ...env },
    reject: false,
  })
}

export function installs({ dir }: Clone): number {
  return readFileSync(join(dir, 'installs.log'), 'utf8').trim().split('\n').length
}

export function locks(clone: Clone): string[] {
  return readdirSync(clone.path('tmp')).filter((name) => name.includes('.lock'))
}
