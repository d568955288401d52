import { createNixLog, LOG_ARGS } from '../nix/log.ts'
import { BoundedText } from './bounded-text.ts'
import { runProcess, type RunResult, type RunSpec } from './run.ts'
import type { Runners } from './runners.ts'

/** What a command of Nix came to. */
export interface NixRun {
  readonly result: RunResult
  /** What of its stderr is whose (`nix/log.ts`). None where Nix was not asked to tell. */
  readonly transcript?: string | undefined
}

/**
 * Runs a command of Nix so that it tells its own words from those of others. The result is as if it
 * had not been asked to.
 */
export async function runNix(runners: Runners, spec: RunSpec): Promise<NixRun> {
  const [program = '', ...args] = spec.argv
  // Whoever wants a format of their own gets it, and nixos-rebuild is no command of Nix.
  if (!program.startsWith('nix-') || args.includes(LOG_ARGS[0] ?? '')) {
    return { result: await runProcess(runners, spec) }
  }
  const transcript = new BoundedText()
  const reader = createNixLog((text) => transcript.append(text), program === 'nix-shell')
  const argv = [program, ...LOG_ARGS, ...args]
  const result = await runProcess(runners, { ...spec, argv, reader })
  return { result: { ...result, command: spec.argv }, transcript: transcript.toString() }
}
