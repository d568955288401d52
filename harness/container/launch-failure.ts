import { NixproofError, type CommandResult } from '../errors.ts'
import { showCommand } from './command-line.ts'
import { formatSocketAddress } from './listening.ts'
import { noDirectory } from './run.ts'
import type { Listener, Sightings } from './watch.ts'

/** Exit codes of a shell, and of `env`: found but not runnable, and not found. */
const NOT_RUNNABLE = [126, 127]
const LOG_LINES = 10
const LOG_COLUMNS = 500

/** Why a program that should serve does not. `seen` is what was observed until its end. */
export function launchError(
  result: CommandResult,
  seen: Omit<Sightings, 'startedAt'>,
  wantedPorts: readonly number[],
): NixproofError {
  const program = showCommand(result.command)
  const log = lastLines(result.stderr) || lastLines(result.stdout)
  const found = log || 'It wrote nothing'

  if (seen.nowhere) return noDirectory(result.cwd)
  if (seen.taken) return portTaken(seen.taken.port, [seen.taken], result)
  const port = /address already in use/i.test(log) ? findPort(log, seen, wantedPorts) : undefined
  if (port !== undefined) {
    const holders = seen.others.filter((other) => other.port === port)
    return portTaken(port, holders, result)
  }
  if (result.timedOut) return notListening(result, seen.own, wantedPorts, found)

  const module = missingPythonModule(result)
  if (module !== undefined) return pythonModuleMissing(module, result)
  if (NOT_RUNNABLE.includes(result.exitCode ?? 0)) {
    return new NixproofError('PROGRAM_NOT_FOUND', `There is no program "${program}" to start`, {
      wanted: `A program at "${showCommand(result.command.slice(0, 1))}"`,
      found,
      next: 'See that the build makes it, and that the path is right from the directory it runs in',
      result,
    })
  }
  return new NixproofError(
    'SERVER_EXITED',
    `"${program}" ended with exit code ${result.exitCode} before it listened`,
    {
      wanted: `It listens on ${describePorts(wantedPorts)}`,
      found,
      next: 'Mend what its last words name',
      result,
    },
  )
}

/** A Python program that cannot import something says so in its last words. */
export function missingPythonModule({ stderr }: Pick<CommandResult, 'stderr'>): string | undefined {
  return /^ModuleNotFoundError: No module named '([^']+)'/m.exec(stderr)?.[1]
}

export function pythonModuleMissing(module: string, result: CommandResult): NixproofError {
  return new NixproofError('PYTHON_MODULE_MISSING', `Python has no module "${module}"`, {
    wanted: `import ${module}`,
    found: lastLines(result.stderr),
    next: `Add the package of "${module}" to the Python environment of the program`,
    result,
  })
}

function portTaken(
  port: number,
  holders: readonly Listener[],
  result: CommandResult,
): NixproofError {
  const told = holders.map((holder) => {
    const name = showCommand(holder.command ?? '') || 'A process that cannot be seen'
    return `${name} (pid ${holder.pid}) listens on ${formatSocketAddress(holder)}`
  })
  return new NixproofError('PORT_TAKEN', `Port ${port} is taken`, {
    wanted: `Nobody listens on port ${port} before "${showCommand(result.command)}" starts`,
    found: told.join('\n') || 'A process that cannot be seen',
    next: 'End that process first, or serve on another port',
    result,
  })
}

function notListening(
  result: CommandResult,
  own: readonly Listener[],
  wantedPorts: readonly number[],
  log: string,
): NixproofError {
  const elsewhere = own.map(formatSocketAddress).join(', ')
  return new NixproofError(
    'SERVER_NOT_LISTENING',
    `"${showCommand(result.command)}" did not listen within ${(result.durationMs / 1000).toFixed(1)} s`,
    {
      wanted: `It listens on ${describePorts(wantedPorts)}`,
      found: elsewhere ? `It listens on ${elsewhere}` : `It runs and does not listen:\n${log}`,
      next: elsewhere
        ? 'Correct the port: in the program, or in what says which to wait for'
        : 'See on which port the program serves, and what it waits for',
      result,
    },
  )
}

/** The port that could not be had: the wanted one, one that the log names, or the only one that is held. */
function findPort(
  log: string,
  { others }: Pick<Sightings, 'others'>,
  wantedPorts: readonly number[],
): number | undefined {
  const named = others.find(({ port }) => new RegExp(`\\b${port}\\b`).test(log))
  const only = others.length === 1 ? others[0] : undefined
  const spoken = /\bport (\d+)/i.exec(log)?.[1]
  const held = wantedPorts.filter((port) => others.some((other) => other.port === port))
  const wanted = wantedPorts.length === 1 ? wantedPorts : held
  return (
    (wanted.length === 1 ? wanted[0] : undefined) ??
    named?.port ??
    (spoken === undefined ? only?.port : Number(spoken))
  )
}

function describePorts(ports: readonly number[]): string {
  if (ports.length === 0) return 'a port'
  return `port${ports.length > 1 ? 's' : ''} ${ports.join(' and ')}`
}

export function lastLines(text: string): string {
  const lines = text.trimEnd().split('\n').slice(-LOG_LINES)
  return lines
    .map((line) => (line.length > LOG_COLUMNS ? `${line.slice(0, LOG_COLUMNS)} …` : line))
    .join('\n')
}
