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
// Whoever reads may have enough: `nixproof plan README.md | head`.
process.stdout.on('error', () => process.exit())
const exitCode = await main(process.argv.slice(2))
// A pipe takes 64 KiB at once, and the rest when it is read.
for (const stream of [process.stdout, process.stderr]) {
  await new Promise((written) => stream.write('', written))
}
// All that was to be done is done; timers of libraries would hold the process for 0.2 s more.
process.exit(exitCode)
