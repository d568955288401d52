import { NixproofError, type CommandResult } from '../errors.ts'
import { showCommand } from './command-line.ts'
import { lastLines, missingPythonModule, pythonModuleMissing } from './launch-failure.ts'

const NOT_FOUND = 127

/** Why a command failed in a shell that did open. */
export function shellError(command: string, result: CommandResult): NixproofError {
  const shown = showCommand(command)
  const found = lastLines(result.stderr) || lastLines(result.stdout) || 'It wrote nothing'
  if (result.timedOut) {
    return new NixproofError(
      'TIMEOUT',
      `"${shown}" did not end within ${(result.timeoutMs ?? result.durationMs) / 1000} s`,
      {
        found,
        next: 'Allow it more time, or find what it waits for',
        result,
      },
    )
  }
  const module = missingPythonModule(result)
  if (module !== undefined) return pythonModuleMissing(module, result)
  if (result.exitCode === NOT_FOUND) {
    return new NixproofError('PROGRAM_NOT_FOUND', `The shell has no program for "${shown}"`, {
      found,
      next: 'Add the package that has the program to the shell',
      result,
    })
  }
  return new NixproofError(
    'SHELL_COMMAND_FAILED',
    `"${shown}" failed in the shell with exit code ${result.exitCode}`,
    { found, next: 'Correct the command, or what it needs from the shell', result },
  )
}
