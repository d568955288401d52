/** A program that gives up soon after a step of `ensureImage()` has begun, and says how that went. */
import process from 'node:process'
import { ensureEngine, ensureImage } from '../harness/index.ts'
import { useEngine } from '../harness/container/engine.ts'

const [wanted = ''] = process.argv.slice(2)
const engine = await ensureEngine(() => {})
await useEngine() // Its run begins, and is swept in the end.
const abort = new AbortController()
const steps: string[] = []
let abortedAt = 0
const report = (step: string): void => {
  steps.push(step)
  if (!step.startsWith(wanted)) return
  setTimeout(() => {
    abortedAt = performance.now()
    abort.abort(new Error('enough'))
  }, 300)
}
const request = { choice: 'embedded', nix: '2.26', refresh: false } as const
const outcome = await ensureImage(engine, request, report, abort.signal).then(
  ({ reference }) => reference,
  (error: Error) => error.message,
)
process.stdout.write(JSON.stringify({ outcome, steps, ms: performance.now() - abortedAt }))
