import { NixproofError, type CommandResult } from '../errors.ts'
import { BUILD } from './explain/build.ts'
import { EVALUATION } from './explain/evaluation.ts'
import { FETCH } from './explain/fetch.ts'
import { MACHINE } from './explain/machine.ts'
import { bounded, type Explain } from './explain/words.ts'
import type { Evidence } from './evidence.ts'
import { sortNixFailure, type NixFailure } from './failure.ts'
import type { Surroundings } from './place.ts'

const EXPLANATIONS: Readonly<Record<NixFailure['code'], Explain>> = {
  ...EVALUATION,
  ...BUILD,
  ...FETCH,
  ...MACHINE,
}

/**
 * The error for a Nix command that failed.
 *
 * @param evidence What is known besides what the command wrote.
 */
export function nixError(
  result: CommandResult,
  surroundings: Surroundings,
  evidence?: Evidence,
): NixproofError {
  const failure = sortNixFailure(result, surroundings, evidence)
  const { code, place, mismatch, download } = failure
  const told = { ...surroundings, result, tool: result.command[0] ?? 'nix' }
  const { summary, ...details } = EXPLANATIONS[code](failure, told)
  const texts = Object.entries(details).filter(([, text]) => text !== undefined)
  return new NixproofError(code, bounded(summary), {
    ...Object.fromEntries(texts.map(([name, text]) => [name, bounded(text ?? '')])),
    ...(place && { place }),
    ...(mismatch && { mismatch }),
    ...(download && { download }),
    result,
  })
}
