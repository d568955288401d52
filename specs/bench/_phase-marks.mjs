/**
 * Loaded before a command (`--import _phase-marks.mjs?FILE`): writes the milliseconds since 1970 at
 * which Node itself was ready, at which each thread had ended, and between which the engine was asked
 * for something until it answered.
 */
import { appendFileSync } from 'node:fs'
import http from 'node:http'
import process from 'node:process'
import { isMainThread } from 'node:worker_threads'

const file = decodeURIComponent(new URL(import.meta.url).search.slice(1))
const mark = (...words) => appendFileSync(file, `${words.join(' ')}\n`)
if (isMainThread) {
  mark('node', performance.timeOrigin + performance.nodeTiming.bootstrapComplete)
  const { request } = http
  http.request = (...args) => {
    const [{ socketPath, method, path }] = args
    const began = Date.now()
    const asked = request(...args)
    const answered = () => mark('engine', began, Date.now(), method, path.split('?')[0])
    if (socketPath) asked.on('response', answered).on('upgrade', answered)
    return asked
  }
} else process.on('exit', () => mark('thread', Date.now()))
