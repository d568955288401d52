import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { execa, type ResultPromise } from 'execa'

const CLI = fileURLToPath(new URL('../harness/cli.ts', import.meta.url))

/** Runs the command as a person would, as a run of its own. Never rejects. */
export function nixproof(
  args: readonly string[],
): ResultPromise<{ env: NodeJS.ProcessEnv; reject: false; all: true }> {
  const env: NodeJS.ProcessEnv = { NIXPROOF_RUN: undefined, NO_COLOR: '1', FORCE_COLOR: undefined }
  return execa(process.execPath, [CLI, ...args], { env, reject: false, all: true })
}
