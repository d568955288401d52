#!/usr/bin/env node
import process from 'node:process'

if (Number.parseInt(process.versions.node, 10) < 24) {
  process.stderr.write(`nixproof needs Node 24 or later, and this is ${process.versions.node}\n`)
  process.exit(3)
}

const { shareCompileCache } = await import('./config.ts')
// Half the time until the first container starts would go into compiling JavaScript again.
shareCompileCache()
const [{ main }, { takeUnread }] = await Promise.all([
  import('./cli/main.ts'),
  import('./cli/_unread.ts'),
])
// Whoever reads may have enough: `nixproof plan README.md | head`. What is proved is not what somebody
// has read, and so the exit code is of all of it.
for (const stream of [process.stdout, process.stderr]) takeUnread(stream)
let unwritten: Error | undefined
process.stdout.on('error', (error) => (unwritten = error))
process.stderr.on('error', () => {})
// Somebody's configuration may end the process, or what it waits for may never come: nothing was
// proved then.
let isDone = false
process.on('exit', () => {
  if (!isDone && ![1, 2, 3].includes(Number(process.exitCode))) process.exitCode = 3
})
let exitCode = await main(process.argv.slice(2))
// A pipe takes 64 KiB at once, and the rest when it is read.
for (const stream of [process.stdout, process.stderr]) {
  await new Promise((written) => stream.write('', written))
}
if (unwritten) {
  process.stderr.write(`Standard output cannot be written: ${unwritten.message}\n`)
  exitCode = 3
}
isDone = true
// All that was to be done is done; timers of libraries would hold the process for 0.2 s more.
process.exit(exitCode)
