/** A program that makes one page of the blobs in a directory, as a CI does of those of several machines. */
import process from 'node:process'
import { createVitest } from 'vitest/node'
import { PageReporter } from '../harness/cli/_page-reporter.ts'

const [blobs = '', page = ''] = process.argv.slice(2)
const reporters = [new PageReporter(page)]
const vitest = await createVitest('test', { config: false, watch: false, reporters })
await vitest.mergeReports(blobs)
await vitest.close()
