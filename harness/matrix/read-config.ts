import { resolve } from 'node:path'
import { settingsAt, type NixSettings } from '../container/nix-settings.ts'
import { NixproofError, type Place } from '../errors.ts'
import { parseOriginFlag, type GitOriginOptions } from '../origin/git/flag.ts'
import { complaintsOf, type Complaint } from '../tutorial/directives/complaints.ts'
import { matches, valuesOf } from './axes.ts'
import type { ExpectedFailure, MatrixCell } from './cell.ts'
import { configJsonSchema, configSchema } from './config-schema.ts'
import type { CacheSettings, Expectation, TutorialOptions } from './config.ts'
import { expand } from './expand.ts'

/** A configuration that was read. Paths in it are absolute, except for those of tutorials. */
export interface Config {
  /** Default: there is none, and everything is as it is without. */
  readonly file?: string
  /** What its paths are relative to. */
  readonly directory: string
  readonly tutorials: readonly TutorialSource[]
  /** All cells; never none. */
  readonly cells: readonly MatrixCell[]
  /** All that are expected, in whichever cells. */
  readonly expected: readonly ExpectedFailure[]
  readonly nix: NixSettings
  readonly cache: CacheSettings
}

/** What is the same for all tutorials of an entry. */
export interface TutorialSource {
  /** A file, a directory or a glob: as it is written, relative to the configuration. */
  readonly path: string
  readonly workspace?: string
  /** As the container has it. */
  readonly mountAs?: string
  readonly sidecar?: string
  readonly origins: readonly GitOriginOptions[]
  /** Where the configuration says so. */
  readonly place: Place
}

/** What is written, and where. */
export interface ConfigSource {
  readonly file?: string
  readonly directory: string
  readonly value: unknown
  /** Of the value at a path, or of its key. */
  readonly placeOf: (path: readonly PropertyKey[], key: boolean) => Place
}

/** @throws NixproofError CONFIG_INVALID with all that is wrong, and the place of the first. */
export function readConfig({ file, directory, value, placeOf }: ConfigSource): Config {
  const { data, error } = configSchema.safeParse(value)
  const refuse = (complaints: readonly Complaint[]): NixproofError =>
    invalid(complaints.map((one) => ({ ...one, place: placeOf(one.path, one.key) })))
  if (error)
    throw refuse(complaintsOf(error.issues, configJsonSchema(), value, 'The configuration'))
  const { cells, complaints } = expand(data)
  if (complaints.length > 0) throw refuse(complaints)

  const expected = (data.expect ?? []).map((one, index) => ({
    pattern: one.cells ?? {},
    failure: expectedFailure(one, directory, placeOf(['expect', index], false)),
  }))
  return {
    ...(file !== undefined && { file }),
    directory,
    tutorials: (data.tutorials ?? []).map((one, index) =>
      tutorialSource(one, directory, placeOf(['tutorials', index], false)),
    ),
    cells: cells.map((cell) => ({
      ...cell,
      expected: expected
        .filter(({ pattern }) => matches(pattern, cell))
        .map(({ failure }) => failure),
    })),
    expected: expected.map(({ failure }) => failure),
    nix: settingsAt(data.nix ?? {}, directory),
    cache: data.cache ?? {},
  }
}

function expectedFailure(
  { code, tutorial, text, reason }: Expectation,
  directory: string,
  place: Place,
): ExpectedFailure {
  return {
    code,
    ...(tutorial !== undefined && { tutorial: resolve(directory, tutorial) }),
    ...(text !== undefined && { text }),
    reason,
    place,
  }
}

function tutorialSource(
  written: string | TutorialOptions,
  directory: string,
  place: Place,
): TutorialSource {
  const options: TutorialOptions = typeof written === 'string' ? { path: written } : written
  const { path, workspace, mountAs, sidecar, origin = [] } = options
  const clones = valuesOf<string>(origin).map((text) => parseOriginFlag(text))
  return {
    path,
    ...(workspace !== undefined && { workspace: resolve(directory, workspace) }),
    ...(mountAs !== undefined && { mountAs }),
    ...(sidecar !== undefined && { sidecar: resolve(directory, sidecar) }),
    origins: clones.map((one) => ({ ...one, path: resolve(directory, one.path) })),
    place,
  }
}

type Placed = Complaint & { readonly place: Place }

function invalid(complaints: readonly Placed[]): NixproofError {
  const [first, ...others] = complaints.map((one) => ({ ...one, at: pathText(one.path) }))
  const { summary, wanted, place, at } = first!
  const more = others.map((one) => {
    const line = [one.place.file, one.place.line, one.place.column].filter(Boolean).join(':')
    return `${line}: ${one.summary}`
  })
  return new NixproofError('CONFIG_INVALID', summary, {
    wanted,
    found: [...(at ? [`At ${at}`] : []), ...more].join('\n'),
    place,
    next: 'Correct the configuration at the place above',
  })
}

/** `include[2].nix`, as one would write it in TypeScript. */
function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '')
}
