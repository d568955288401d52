import { resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { NixproofError, type Place } from '../errors.ts'

/** How long a configuration may take that waits for something. Milliseconds. */
const DEADLINE_MS = 30_000

/** What a module exports by default. Node takes the types out of TypeScript itself. */
export async function importConfig(file: string): Promise<unknown> {
  const url = pathToFileURL(resolve(file)).href
  const done = new AbortController()
  const late = setTimeout(DEADLINE_MS, undefined, { signal: done.signal }).then(
    () => {
      throw invalid(
        'The configuration does not come to an end',
        { file },
        `In ${DEADLINE_MS / 1000} s`,
      )
    },
    () => undefined,
  )
  try {
    const module = (await Promise.race([import(url), late])) as { readonly default?: unknown }
    if (module.default !== undefined) return module.default
  } catch (error) {
    if (error instanceof NixproofError) throw error
    throw thrown(error, file, url)
  } finally {
    done.abort()
  }
  throw new NixproofError('CONFIG_INVALID', 'The configuration has no default export', {
    wanted: 'export default defineConfig({ … })',
    place: { file },
    next: 'Export the configuration by default',
  })
}

function thrown(error: unknown, file: string, url: string): NixproofError {
  const { stack = '', message = String(error) } = error instanceof Error ? error : {}
  // Frames of Node's own end in the same form: the first one in the file is where it happened.
  const [, line, column] = new RegExp(`${RegExp.escape(url)}:(\\d+)(?::(\\d+))?`).exec(stack) ?? []
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
    next: 'Correct the configuration; node FILE shows the same',
    ...(cause !== undefined && { cause }),
  })
}
