import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { childEnvironment } from '../config.ts'
import { NixproofError } from '../errors.ts'
import { connect, type Engine } from './connect.ts'
import { type DockerdSettings, logFile, pidFile } from './dockerd-settings.ts'
import { lastLines } from './packages.ts'
import { commandLine, dropStalePidFile, isProgram, readPidFile } from './process-info.ts'

const START_DEADLINE_MS = 60_000

/** The pid of the living dockerd that was started with these settings. */
export function runningDockerd(settings: DockerdSettings): number | undefined {
  const file = pidFile(settings)
  const pid = readPidFile(file)
  if (pid === undefined) return undefined
  const argv = commandLine(pid)
  return isProgram(argv, 'dockerd') && argv.includes(`--pidfile=${file}`) ? pid : undefined
}

/**
 * Starts dockerd in a session of its own, so that it outlives this process and a Ctrl-C in its
 * terminal, and waits until it answers. One that was started before and is still coming up is
 * waited for instead. Callers hold the start lock.
 *
 * @throws NixproofError ENGINE_NOT_STARTED with the last lines of its log.
 */
export async function startDockerd(
  settings: DockerdSettings,
  signal?: AbortSignal,
): Promise<Engine> {
  const dockerd = runningDockerd(settings) === undefined ? launch(settings) : undefined
  const decided = new AbortController()
  const stops = [
    decided.signal,
    AbortSignal.timeout(START_DEADLINE_MS),
    ...(signal ? [signal] : []),
  ]
  const outcome = await Promise.race([
    untilAnswers(settings, AbortSignal.any(stops)),
    ...(dockerd ? [whenEnded(dockerd)] : []),
  ])
  decided.abort()
  if (typeof outcome !== 'string') return outcome
  dockerd?.kill()
  signal?.throwIfAborted()
  throw new NixproofError('ENGINE_NOT_STARTED', 'The container engine did not start', {
    wanted: `dockerd answers at ${settings.host} within ${START_DEADLINE_MS / 1000} s`,
    found: `${outcome}; the end of its log:\n${readLog(settings)}`,
    next: `Read ${logFile(settings)}, or point DOCKER_HOST at an engine that runs`,
  })
}

/** The engine, or a text when the wait was stopped. */
async function untilAnswers(
  settings: DockerdSettings,
  stop: AbortSignal,
): Promise<Engine | string> {
  while (!stop.aborted) {
    const engine = await answerOf(settings, stop)
    if (engine) return engine
    await sleep(100, undefined, { signal: stop }).catch(() => undefined)
  }
  return 'No answer'
}

/** The engine at the address of these settings, if one answers there now. */
export async function answerOf(
  settings: DockerdSettings,
  signal?: AbortSignal,
): Promise<Engine | undefined> {
  const foundBy = runningDockerd(settings)
    ? `the dockerd that nixproof started, log in ${logFile(settings)}`
    : `its socket ${settings.host}`
  return connect({ host: settings.host }, foundBy, 2000, signal).catch(() => undefined)
}

function whenEnded(dockerd: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    dockerd.once('error', (error) => resolve(`dockerd cannot be run: ${error.message}`))
    dockerd.once('exit', (code, signal) => {
      resolve(`dockerd ended with ${signal ?? `exit code ${code}`}`)
    })
  })
}

function launch(settings: DockerdSettings): ChildProcess {
  const log = logFile(settings)
  mkdirSync(settings.dir, { recursive: true, mode: 0o700 })
  if (existsSync(log)) renameSync(log, `${log}.1`)
  dropStalePidFile(pidFile(settings), 'dockerd')
  dropStalePidFile(join(settings.execRoot, 'containerd', 'containerd.pid'), 'containerd')

  const [program, ...args] = settings.command
  args.push(`--host=${settings.host}`, `--pidfile=${pidFile(settings)}`, ...settings.options)
  const file = openSync(log, 'w', 0o600)
  try {
    const dockerd = spawn(program, args, {
      cwd: '/',
      detached: true,
      stdio: ['ignore', file, file],
      env: childEnvironment({ PATH: settings.path, NIXPROOF_RUN: undefined }),
    })
    dockerd.unref()
    return dockerd
  } finally {
    closeSync(file)
  }
}

/** The last lines of dockerd's log. */
export function readLog(settings: DockerdSettings): string {
  try {
    return lastLines(readFileSync(logFile(settings), 'utf8'), 12)
  } catch {
    return '(there is none)'
  }
}
