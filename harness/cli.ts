#!/usr/bin/env node
import process from 'node:process'

if (Number.parseInt(process.versions.node, 10) < 24) {
  process.stderr.write(`nixproof needs Node 24 or later, and this is ${process.versions.node}\n`)
  process.exit(3)
}

const { shareCompileCache } = await import('./config.ts')
// Half the time until the first container starts would go into compiling JavaScript again.
shareCompileCache()
const { main } = await import('./cli/main.ts')
process.exitCode = await main(process.argv.slice(2))
// A request to an engine that does not answer may be pending: nobody waits for it any more.
setTimeout(() => process.exit(), 1000).unref()
