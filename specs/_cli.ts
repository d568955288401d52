import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { execa, type ResultPromise } from 'execa'

const CLI = fileURLToPath(new URL('../harness/cli.ts', import.meta.url))

interface CliOptions {
  readonly env: NodeJS.ProcessEnv
  readonly reject: false
  readonly all: true
  readonly cwd?: string
}

const OPTIONS: CliOptions = {
  env: { NIXPROOF_RUN: undefined, NO_COLOR: '1', FORCE_COLOR: undefined },
  reject: false,
  all: true,
}

/** Runs the command as a person would, as a run of its own. Never rejects. */
export function nixproof(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  cwd = '.',
): ResultPromise<CliOptions> {
  const options = { ...OPTIONS, env: { ...OPTIONS.env, ...env }, cwd }
  return execa<CliOptions>(process.execPath, [CLI, ...args], options)
}
