/**
 * Loaded before a command (`--import _phase-marks.mjs?FILE`): writes the milliseconds since 1970 at
 * which Node itself was ready, and at which the thread that plans had ended.
 */
import { appendFileSync } from 'node:fs'
import process from 'node:process'
import { isMainThread, workerData } from 'node:worker_threads'

const file = decodeURIComponent(new URL(import.meta.url).search.slice(1))
const mark = (name, at) => appendFileSync(file, `${name} ${at}\n`)
if (isMainThread) mark('node', performance.timeOrigin + performance.nodeTiming.bootstrapComplete)
else if (workerData?.names) process.on('exit', () => mark('plan', Date.now()))
