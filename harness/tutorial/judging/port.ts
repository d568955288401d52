import type { CommandStep } from '../planning/step.ts'
import type { Finding, Tutorial } from './finding.ts'

/**
 * Judges a port that the text says a program listens on.
 *
 * @param ports Those that it does listen on.
 * @returns `undefined` when it holds; else `DRIFT_PORT`, at the port in the text.
 */
export function judgePort(
  { file }: Tutorial,
  { port, at }: NonNullable<CommandStep['listens']>[number],
  ports: readonly number[],
): Finding | undefined {
  if (ports.includes(port)) return undefined
  return {
    code: 'DRIFT_PORT',
    severity: 'tutorial',
    place: { file, line: at.line, column: at.column },
    summary: `The program does not listen on port ${port}, as the text says`,
    wanted: `Port ${port}`,
    found: `Port ${ports.join(', ')}`,
    next: 'Correct the port, in the program or in the text',
  }
}
