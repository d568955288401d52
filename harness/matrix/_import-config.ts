import { realpath } from 'node:fs/promises'
import { setTimeout } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { NixproofError, type Place } from '../errors.ts'

/** How long a configuration may take that waits for something. Milliseconds. */
const DEADLINE_MS = 30_000

/** What a module exports by default. Node takes the types out of TypeScript itself. */
export async function importConfig(file: string): Promise<unknown> {
  // Node knows a module by what links lead to.
  const path = await realpath(file)
  const done = new AbortController()
  try {
    const loading = import(pathToFileURL(path).href) as Promise<{ readonly default?: unknown }>
    const module = await Promise.race([loading, late(file, done.signal)])
    if (module.default !== undefined) return module.default
  } catch (error) {
    if (error instanceof NixproofError) throw error
    throw thrown(error, file, path)
  } finally {
    done.abort()
  }
  throw new NixproofError('CONFIG_INVALID', 'The configuration has no default export', {
    wanted: 'export default defineConfig({ … })',
    place: { file },
    next: 'Export the configuration by default',
  })
}

async function late(file: string, signal: AbortSignal): Promise<never> {
  await setTimeout(DEADLINE_MS, undefined, { signal })
  const found = `It has not for ${DEADLINE_MS / 1000} s`
  throw invalid('The configuration does not come to an end', { file }, found)
}

function thrown(error: unknown, file: string, path: string): NixproofError {
  const { stack = '', message = String(error) } = error instanceof Error ? error : {}
  // In a frame, or of what is no TypeScript above all of them.
  const [, line, column] = new RegExp(`${RegExp.escape(path)}:(\\d+)(?::(\\d+))?`).exec(stack) ?? []
  const place = {
    file,
    ...(line !== undefined && { line: Number(line) }),
    ...(column !== undefined && { column: Number(column) }),
  }
  return invalid('The configuration cannot be loaded', place, message, error)
}

function invalid(summary: string, place: Place, found: string, cause?: unknown): NixproofError {
  return new NixproofError('CONFIG_INVALID', summary, {
    wanted: 'A module that exports a configuration by default',
    found,
    place,
    next: `See it alone: node ${place.file}`,
    ...(cause !== undefined && { cause }),
  })
}
