import { createHash, randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { link, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { connect, createServer, type Server } from 'node:net'
import { hostname } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { onExit } from 'signal-exit'
import { config } from '../config.ts'

/**
 * The machine that made a container: whoever shares its state directory and its host name. Only
 * there can be known whether the run is alive.
 */
export const MACHINE_LABEL = 'nixproof.machine'

/** A socket's name has at most 103 characters on macOS, 107 on Linux (man 4 unix, man 7 unix). */
const MOST_PATH = 103
/** For a socket that neither answers nor refuses. Milliseconds. */
const KNOCK_DEADLINE_MS = 1000

/** The leases of this machine. */
export const LEASES_DIR: string = join(config.stateDir, 'runs')

/** A run as its lease and its temporary directories are called. */
export function leaseName(run: string): string {
  return createHash('sha256').update(run).digest('hex').slice(0, 16)
}

/**
 * Whether the run of this name, made on this machine, is alive. Its lease is a socket that its
 * process listens on: nobody listens any more once that process is gone, whatever ended it, and no
 * other process can be taken for it. On Linux and macOS; what cannot be told counts as alive.
 */
export function isLive(name: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(join(LEASES_DIR, name))
    const tell = (live: boolean): void => {
      socket.destroy()
      resolve(live)
    }
    socket.once('connect', () => tell(true))
    socket.once('error', ({ code }: NodeJS.ErrnoException) => {
      tell(code !== 'ENOENT' && code !== 'ECONNREFUSED' && code !== 'ENOTSOCK')
    })
    socket.setTimeout(KNOCK_DEADLINE_MS, () => tell(true))
  })
}

/** How many runs of this machine are alive. */
export async function countLive(): Promise<number> {
  const names = await readdir(LEASES_DIR).catch(() => [])
  const live = await Promise.all(names.filter((name) => !name.startsWith('.')).map(isLive))
  return live.filter(Boolean).length
}

let held: Promise<string | undefined> | undefined
let server: Server | undefined

/**
 * Makes it known to other runs that this one is alive, until its process ends or `endLease()`.
 *
 * @returns The value for {@link MACHINE_LABEL}; `undefined` when no lease can be held, as where
 *   the state directory cannot be written to. Without that label nobody removes what is not his.
 */
export function holdLease(): Promise<string | undefined> {
  held ??= (config.ownsRun ? takeLease() : inheritLease()).catch(() => undefined)
  return held
}

/** Ends what `holdLease()` began: what is left of the run is free to be removed by others. */
export async function endLease(): Promise<void> {
  await held
  held = undefined
  if (!server) return
  server.close()
  server = undefined
  await rm(join(LEASES_DIR, leaseName(config.run)), { force: true })
}

async function takeLease(): Promise<string | undefined> {
  const file = join(LEASES_DIR, leaseName(config.run))
  // It gets its name when somebody listens: before, it would pass for a dead one.
  const draft = join(LEASES_DIR, `.${leaseName(config.run)}`)
  if (process.platform === 'win32' || Buffer.byteLength(draft) > MOST_PATH) return undefined
  await mkdir(LEASES_DIR, { recursive: true, mode: 0o700 })
  const machine = await machineId()
  const mine = createServer((socket) => socket.destroy()).unref()
  await new Promise<void>((resolve, reject) => mine.once('error', reject).listen(draft, resolve))
  await rename(draft, file)
  onExit(() => rmSync(file, { force: true }))
  server = mine
  return machine
}

/** A part of a run has its name from whoever began it, and holds the lease. */
async function inheritLease(): Promise<string | undefined> {
  return (await isLive(leaseName(config.run))) ? machineId() : undefined
}

/** @throws Error when it is not there and cannot be made. */
export async function machineId(): Promise<string> {
  const file = join(config.stateDir, 'machine')
  const read = (): Promise<string> => readFile(file, 'utf8')
  const known = await read().catch(() => undefined)
  if (known) return `${known}@${hostname()}`
  await mkdir(config.stateDir, { recursive: true })
  const draft = `${file}.${randomUUID()}`
  await writeFile(draft, randomUUID())
  // Of two that make one at once, the first wins; and what is there is whole.
  await link(draft, file).catch(() => {})
  await rm(draft)
  return `${await read()}@${hostname()}`
}

/** The machine as temporary directories name it. */
export function shortMachine(machine: string): string {
  return createHash('sha256').update(machine).digest('hex').slice(0, 8)
}
