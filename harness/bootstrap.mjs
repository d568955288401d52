/**
 * Makes a bare clone runnable: `node harness/bootstrap.mjs PROGRAM [ARGS…]` installs the
 * packages of the lock file if they are missing or others, then runs PROGRAM with the
 * project's own Node and tools first in PATH, and ends as PROGRAM ends.
 *
 * Plain JavaScript for Node 18 and later, and no dependency, because nothing else is there yet.
 * Exit codes of its own: 2 the call is wrong, 3 the packages cannot be installed.
 */
import { constants } from 'node:os'
import { delimiter } from 'node:path'
import process from 'node:process'
import { BIN, install, isInstalled } from './bootstrap-install.mjs'
import { Failure, run, say } from './bootstrap-run.mjs'

process.exitCode = await main(process.argv.slice(2)).catch((error) => {
  say(`${error instanceof Failure ? error.message : error.stack}\n`)
  return error.exitCode ?? 3
})

async function main([program, ...args]) {
  if (program === undefined) {
    throw new Failure('Usage: node harness/bootstrap.mjs PROGRAM [ARGS…] [USAGE]', 2)
  }
  if (!isInstalled()) {
    const signal = await install()
    if (signal) return 128 + constants.signals[signal]
  }
  const path = [BIN, process.env.PATH].join(delimiter)
  const end = await run(program, args, { stdio: 'inherit', env: { ...process.env, PATH: path } })
  if (end.error) {
    throw new Failure(
      `Cannot run "${program}": ${end.error.message} [PROGRAM_NOT_FOUND]\n` +
        `  next    Check the name; if it is a tool of this project, run "npm ci" and try again`,
    )
  }
  return end.code ?? 128 + constants.signals[end.signal]
}
