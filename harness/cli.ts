#!/usr/bin/env node
import process from 'node:process'
import { shareCompileCache } from './config.ts'

// Half the time until the first container starts would go into compiling JavaScript again.
shareCompileCache()
const { main } = await import('./cli/main.ts')
process.exitCode = await main(process.argv.slice(2))
// A request to an engine that does not answer may be pending: nobody waits for it any more.
setTimeout(() => process.exit(), 1000).unref()
