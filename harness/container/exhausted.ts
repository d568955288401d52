import { NixproofError, type CommandResult } from '../errors.ts'
import { showCommand } from './command-line.ts'

/** What a container has a limit of. */
export type Resource = 'memory' | 'processes'

/** Takes the record of scripts/run.sh that tells of it. */
export function parseResource(word: string | undefined): Resource | undefined {
  return word === 'memory' || word === 'processes' ? word : undefined
}

/** Why a command failed whose container had too little; `undefined` when it had enough. */
export function exhaustedError(
  exhausted: readonly Resource[],
  result: CommandResult,
): NixproofError | undefined {
  const found = result.stderr.trimEnd().split('\n').slice(-5).join('\n') || 'It wrote nothing'
  const program = showCommand(result.command)
  if (exhausted.includes('memory')) {
    return new NixproofError('OUT_OF_MEMORY', `"${program}" ran out of memory`, {
      wanted: 'It needs no more memory than the container may use',
      found: `The kernel ended a process of the container\n${found}`,
      next: 'Allow the container more: withResourcesQuota({ memory: GIB })',
      result,
    })
  }
  if (!exhausted.includes('processes')) return undefined
  return new NixproofError('TOO_MANY_PROCESSES', `"${program}" started too many processes`, {
    wanted: 'It needs no more processes than the container may have at once, 4096',
    found: `The kernel started no more of them\n${found}`,
    next: 'See whether it starts processes without end',
    result,
  })
}
