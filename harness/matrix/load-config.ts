import { readdir, readFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { NixproofError } from '../errors.ts'
import { readYaml } from '../tutorial/directives/yaml.ts'
import { lineStarts, positionAt } from '../tutorial/lines.ts'
import { importConfig } from './_import-config.ts'
import { jsonFault } from './_json-fault.ts'
import { readConfig, type Config, type ConfigSource } from './read-config.ts'

const FORMATS = ['ts', 'mts', 'js', 'mjs', 'json', 'yaml', 'yml'] as const
const NAMES = FORMATS.map((format) => `nixproof.config.${format}`)

/**
 * The configuration of a directory, or that of a file.
 *
 * @param file Default: `nixproof.config.*` in the directory; without one, all is as by default.
 * @throws NixproofError USAGE for a file that is not there, or two of them; CONFIG_INVALID.
 */
export async function loadConfig(file?: string, directory = '.'): Promise<Config> {
  const found = file === undefined ? await findConfig(directory) : file
  if (found !== undefined) return readConfig(await readSource(found))
  const nowhere = { directory: resolve(directory), value: {}, placeOf: () => ({ file: directory }) }
  return readConfig(nowhere)
}

/** As it would be named from where one stands. */
async function findConfig(directory: string): Promise<string | undefined> {
  const there = new Set(await readdir(directory))
  const [one, ...others] = NAMES.filter((name) => there.has(name))
  if (others.length === 0) return one && join(directory, one)
  throw new NixproofError('USAGE', 'There are two configurations', {
    wanted: 'One of them',
    found: [one, ...others].join(', '),
    next: `Remove one, or say which: --config ${one}`,
  })
}

async function readSource(file: string): Promise<ConfigSource> {
  const format = FORMATS.find((one) => file.endsWith(`.${one}`))
  if (!format) {
    throw new NixproofError('USAGE', `"${file}" is not a configuration`, {
      wanted: `A file that ends in ${FORMATS.map((one) => `.${one}`).join(', ')}`,
      next: 'Name the configuration: --config nixproof.config.ts',
    })
  }
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new NixproofError('USAGE', `"${file}" cannot be read`, {
      wanted: 'The configuration',
      found: cause.code === 'ENOENT' ? 'Nothing by that name' : cause.message,
      place: { file },
      next: 'Name the configuration: --config FILE',
      cause,
    })
  })
  const directory = dirname(resolve(file))
  // Some editors begin a file with a byte order mark, which is no JSON.
  const data = text.replace(/^\uFEFF/, '')
  if (format === 'json' || format === 'yaml' || format === 'yml')
    return { file: resolve(file), directory, ...readData(data, file, format) }
  const value = await importConfig(file)
  return { file: resolve(file), directory, value, placeOf: () => ({ file }) }
}

function readData(
  text: string,
  file: string,
  format: 'json' | 'yaml' | 'yml',
): Pick<ConfigSource, 'value' | 'placeOf'> {
  const starts = lineStarts(text)
  const yaml = readYaml(text)
  const fault = (format === 'json' ? jsonFault(text) : undefined) ?? yaml.error
  if (fault) {
    const { message, offset } = fault
    const kind = format === 'json' ? 'JSON' : 'YAML'
    throw new NixproofError('CONFIG_INVALID', `The configuration is no ${kind}`, {
      wanted: kind,
      found: message,
      place: { file, ...positionAt(starts, offset) },
      next: 'Correct the configuration at the place above',
    })
  }
  return {
    // A file in which everything is a comment says nothing, and is allowed to.
    value: yaml.value ?? {},
    placeOf: (path, key) => ({ file, ...positionAt(starts, yaml.offsetOf(path, key)) }),
  }
}
