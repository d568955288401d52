import { createHash } from 'node:crypto'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { Failure, say } from './bootstrap-run.mjs'

const HEARTBEAT_MS = 1000
const LOCK_STALE_MS = 15_000
/** What looks stale is watched for so long: a clock that was set makes it look so, too. */
const WATCH_MS = 3000

/**
 * Holds the one lock of this clone. Its file is touched while it is held: a holder that was
 * killed stops touching it, whatever happens to its pid.
 */
export async function lock(root) {
  const digest = createHash('sha256').update(root).digest('hex').slice(0, 16)
  const file = join(tmpdir(), `nixproof-install-${digest}.lock`)
  const token = `${process.pid} ${Date.now()}`
  const isStale = createWatch()
  for (let waited = false; !create(file, token); waited = true) {
    if (!waited) say('Waiting for another installation in this folder …\n')
    breakStale(file, isStale)
    await sleep(300)
  }
  const heartbeat = setInterval(() => touch(file), HEARTBEAT_MS)
  return () => {
    clearInterval(heartbeat)
    if (readText(file) === token) fs.rmSync(file, { force: true })
  }
}

function readText(file) {
  try {
    return fs.readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

function create(file, text) {
  try {
    fs.writeFileSync(file, text, { flag: 'wx' })
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw new Failure(
      `Cannot write ${file}: ${error.code} [PACKAGES_UNAVAILABLE]\n` +
        '  next    Free some space there, or set TMPDIR to a folder that can be written',
    )
  }
}

/** Under a lock of its own, or two who wait could remove the lock of a third. */
function breakStale(file, isStale) {
  if (!isStale(file)) return void isStale(`${file}.break`)
  if (!create(`${file}.break`, '')) {
    if (isStale(`${file}.break`)) fs.rmSync(`${file}.break`, { force: true })
    return
  }
  if (isStale(file)) fs.rmSync(file, { force: true })
  fs.rmSync(`${file}.break`, { force: true })
}

/**
 * Whether nobody touches a file any more: not for as long as WATCH_MS while it is watched, when it
 * is old by its own time, or else for LOCK_STALE_MS.
 */
function createWatch() {
  const seen = new Map()
  return (file) => {
    const time = timeOf(file)
    const known = seen.get(file)
    if (time === undefined || known?.time !== time) {
      seen.set(file, { time, since: performance.now() })
      return false
    }
    const watchedMs = performance.now() - known.since
    return watchedMs > (Date.now() - time > LOCK_STALE_MS ? WATCH_MS : LOCK_STALE_MS)
  }
}

function timeOf(file) {
  try {
    return fs.statSync(file).mtimeMs
  } catch {
    return undefined
  }
}

function touch(file) {
  const now = new Date()
  try {
    fs.utimesSync(file, now, now)
  } catch {
    // It was removed by hand; the installation goes on.
  }
}
