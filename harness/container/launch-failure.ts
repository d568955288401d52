import { NixproofError, type CommandResult } from '../errors.ts'
import { formatSocketAddress } from './listening.ts'
import { noDirectory } from './run.ts'
import type { Listener, Sightings } from './watch.ts'

/** Exit codes of a shell, and of `env`: found but not runnable, and not found. */
const NOT_RUNNABLE = [126, 127]
const LOG_LINES = 10

/** Why a program that should serve does not. `seen` is what was observed until its end. */
export function launchError(
  result: CommandResult,
  seen: Omit<Sightings, 'startedAt'>,
  wantedPorts: readonly number[],
): NixproofError {
  const program = result.command.join(' ')
  const log = lastLines(result.stderr) || lastLines(result.stdout)
  const found = log || 'It wrote nothing'

  if (seen.nowhere) return noDirectory(result.cwd)
  if (seen.taken) return portTaken(seen.taken.port, seen.taken, result)
  if (result.timedOut) return notListening(result, seen.own, wantedPorts, found)

  const module = missingPythonModule(result)
  if (module !== undefined) return pythonModuleMissing(module, result)
  if (NOT_RUNNABLE.includes(result.exitCode ?? 0)) {
    return new NixproofError('PROGRAM_NOT_FOUND', `There is no program "${program}" to start`, {
      wanted: `A program at "${result.command[0]}"`,
      found,
      next: 'See that the build makes it, and that the path is right from the directory it runs in',
      result,
    })
  }
  const port = /address already in use/i.test(log) ? findPort(log, seen, wantedPorts) : undefined
  if (port !== undefined) {
    const holder = seen.others.find((other) => other.port === port)
    return portTaken(port, holder, result)
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
  holder: Listener | undefined,
  result: CommandResult,
): NixproofError {
  const name = holder?.command || 'A process that cannot be seen'
  return new NixproofError('PORT_TAKEN', `Port ${port} is taken`, {
    wanted: `Nobody listens on port ${port} before "${result.command.join(' ')}" starts`,
    found: holder ? `${name} (pid ${holder.pid}) listens on ${formatSocketAddress(holder)}` : name,
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
    `"${result.command.join(' ')}" did not listen within ${(result.durationMs / 1000).toFixed(1)} s`,
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
  const wanted = wantedPorts.length === 1 ? wantedPorts[0] : undefined
  return wanted ?? named?.port ?? (spoken === undefined ? only?.port : Number(spoken))
}

function describePorts(ports: readonly number[]): string {
  if (ports.length === 0) return 'a port'
  return `port${ports.length > 1 ? 's' : ''} ${ports.join(' and ')}`
}

export function lastLines(text: string): string {
  return text.trimEnd().split('\n').slice(-LOG_LINES).join('\n')
}
