import { realpath } from 'node:fs/promises'
import process from 'node:process'
import { setTimeout } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { EXIT_CODES, NixproofError, type Place } from '../errors.ts'

/** How long a configuration may take that waits for something. Milliseconds. */
const DEADLINE_MS = 30_000
const NOT_LOADED = 'The configuration cannot be loaded'

/** What a module exports by default. Node takes the types out of TypeScript itself. */
export async function importConfig(file: string): Promise<unknown> {
  // Node knows a module by what links lead to.
  const path = await realpath(file)
  const done = new AbortController()
  const ended = (): void => {
    const { message } = invalid(NOT_LOADED, { file }, 'It ends the process')
    process.stderr.write(`${message}\n`)
    process.exitCode = EXIT_CODES.call
  }
  process.once('exit', ended)
  try {
    const value = await Promise.race([defaultOf(path), late(file, done.signal)])
    if (value !== undefined) return value
  } catch (error) {
    if (error instanceof NixproofError) throw error
    throw await thrown(error, file, path)
  } finally {
    done.abort()
    process.off('exit', ended)
  }
  throw new NixproofError('CONFIG_INVALID', 'The configuration has no default export', {
    wanted: 'export default defineConfig({ … })',
    place: { file },
    next: 'Export the configuration by default',
  })
}

/** `undefined` where there is none. A promise is waited for. */
async function defaultOf(path: string): Promise<unknown> {
  const module = (await import(pathToFileURL(path).href)) as Readonly<Record<string, unknown>>
  const value = await module['default']
  // A file with neither import nor export is one of CommonJS, which exports an object if it says so or not.
  const isNothing = 'module.exports' in module && Object.keys(value ?? {}).length === 0
  return isNothing ? undefined : value
}

async function late(file: string, signal: AbortSignal): Promise<never> {
  await setTimeout(DEADLINE_MS, undefined, { signal })
  const found = `It has not for ${DEADLINE_MS / 1000} s`
  throw invalid('The configuration does not come to an end', { file }, found)
}

async function thrown(error: unknown, file: string, path: string): Promise<NixproofError> {
  const { stack = '', message = String(error) } = error instanceof Error ? error : {}
  const told = placeIn(stack, path)
  // Of a module that is no JavaScript Node tells the place on its standard error alone.
  const { line, column } =
    told.line === undefined && error instanceof SyntaxError ? await checked(path) : told
  const place = {
    file,
    ...(line !== undefined && { line }),
    ...(column !== undefined && { column }),
  }
  return invalid(NOT_LOADED, place, message, error)
}

/** In a frame; or above all of them, with the line itself and a mark below it. */
function placeIn(text: string, path: string): Pick<Place, 'line' | 'column'> {
  const shown = String.raw`(?:\n(?:[^\n]*\n)+?(?<indent> *)\^)?`
  const at = new RegExp(`${RegExp.escape(path)}:(?<line>\\d+)(?::(?<column>\\d+)|${shown})`)
  const { line, column, indent } = at.exec(text)?.groups ?? {}
  if (line === undefined) return {}
  const known = column ?? (indent === undefined ? undefined : indent.length + 1)
  return { line: Number(line), ...(known !== undefined && { column: Number(known) }) }
}

async function checked(path: string): Promise<Pick<Place, 'line' | 'column'>> {
  const { execa } = await import('execa')
  const { stderr } = await execa(process.execPath, ['--check', path], {
    reject: false,
    timeout: DEADLINE_MS,
  })
  return placeIn(stderr, path)
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
