import { existsSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { NixproofError } from '../errors.ts'
import type { Config, TutorialSource } from '../matrix/read-config.ts'
import { listed } from '../tutorial/directives/complaints.ts'
import { findTutorials, globTutorials, requireOneFor } from './_tutorials.ts'

/** One tutorial, and how it is proved. */
export interface ConfiguredTutorial extends Omit<TutorialSource, 'path' | 'place'> {
  /** As it is named from where one stands. */
  readonly file: string
}

/**
 * The tutorials of a configuration, in its order; of several entries for one of them the last holds.
 *
 * @param names Of them these alone. A configuration without tutorials proves what is named.
 * @throws NixproofError USAGE where there is none, CONFIG_INVALID for an entry about none.
 */
export async function matrixTutorials(
  config: Config,
  names: readonly string[],
): Promise<readonly ConfiguredTutorial[]> {
  const configured = await tutorialsOf(config)
  checkExpected(config, configured)
  if (names.length === 0) {
    if (configured.size > 0) return [...configured.values()]
    throw new NixproofError('USAGE', 'Nothing says which tutorials to prove', {
      wanted: 'Markdown files, directories with some, or "tutorials" of a configuration',
      found: config.file ? `${config.file} has no "tutorials"` : 'Neither',
      next: 'Name a tutorial: nixproof matrix README.md',
    })
  }
  if (config.tutorials.length === 0)
    return (await findTutorials(names)).map((file) => ({ file, origins: [] }))
  const chosen = new Set<ConfiguredTutorial>()
  for (const name of names) {
    const files = await findTutorials([name])
    const some = files.flatMap((file) => configured.get(resolve(file)) ?? [])
    if (some.length === 0) throw notConfigured(name, configured)
    for (const one of some) chosen.add(one)
  }
  return [...configured.values()].filter((one) => chosen.has(one))
}

async function tutorialsOf(config: Config): Promise<Map<string, ConfiguredTutorial>> {
  const all = new Map<string, ConfiguredTutorial>()
  for (const { path, place, ...options } of config.tutorials) {
    const files = await filesOf(path, config.directory, place)
    requireOneFor(options.sidecar, files)
    for (const file of files) all.set(resolve(file), { file, ...options })
  }
  return all
}

async function filesOf(
  path: string,
  directory: string,
  place: TutorialSource['place'],
): Promise<string[]> {
  // Seen from where one stands, as one names files oneself.
  const here = relative('.', directory)
  const isGlob = /[*?[\]{}]/.test(path) && !existsSync(resolve(directory, path))
  if (!isGlob) return findTutorials([relative('.', resolve(directory, path)) || '.'])
  const found = await globTutorials(path, here || '.')
  if (found.length > 0) return found.map((file) => join(file))
  throw new NixproofError('CONFIG_INVALID', `No tutorial matches "${path}"`, {
    wanted: 'A glob of Markdown files, relative to the configuration',
    place,
    next: 'Correct the glob, or take it out',
  })
}

/** An expectation of a tutorial that is not proved would never be judged. */
function checkExpected(config: Config, configured: ReadonlyMap<string, ConfiguredTutorial>): void {
  for (const { tutorial, place } of config.expected) {
    if (tutorial === undefined) continue
    if (configured.size > 0 ? configured.has(tutorial) : existsSync(tutorial)) continue
    const name = relative('.', tutorial)
    throw new NixproofError('CONFIG_INVALID', `A failure is expected of no tutorial: "${name}"`, {
      wanted: listed(
        name,
        [...configured.values()].map(({ file }) => file),
      ),
      ...(place && { place }),
      next: 'Correct "tutorial" there, relative to the configuration',
    })
  }
}

function notConfigured(
  name: string,
  configured: ReadonlyMap<string, ConfiguredTutorial>,
): NixproofError {
  return new NixproofError('USAGE', `"${name}" is no tutorial of the configuration`, {
    wanted: listed(
      name,
      [...configured.values()].map(({ file }) => file),
    ),
    next: 'Name one of them, or add it to "tutorials"',
  })
}
