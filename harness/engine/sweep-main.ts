/** The program that `sweepOnExit` starts: `sweep-main HOST RUN`. */
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { config } from '../config.ts'
import { connect } from './connect.ts'
import { sweep } from './sweep.ts'

const LATE_MS = 300

const [host, run] = process.argv.slice(2)
if (host === undefined || run === undefined) {
  console.error('Usage: sweep-main HOST RUN')
  process.exit(2)
}
try {
  const { docker } = await connect({ host, certDir: config.dockerCertDir }, 'the run', 5000)
  await sweep(docker, run)
  // The engine may have been making a container for the process that is ending.
  await sleep(LATE_MS)
  await sweep(docker, run)
} catch (error) {
  const reason = error instanceof Error ? error.message : String(error)
  console.error(`Containers of run ${run} may be left on ${host}: ${reason}`)
  process.exitCode = 3
}
