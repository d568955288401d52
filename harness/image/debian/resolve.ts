import { NixproofError } from '../../errors.ts'
import { openApt, type Apt } from './apt.ts'
import { closureOf, type Selection } from './closure.ts'
import { findMirror, type Mirror } from './mirror.ts'
import {
  NIX_SUITES,
  PACKAGES_SUITE,
  type DebianPackage,
  type EmbeddedNix,
  type Packages,
  type Units,
} from './packages.ts'

/** What the root in which the image is built needs; it has the same Nix as the image. */
const BOOTSTRAP =
  'nix-bin bash coreutils findutils grep sed diffutils file tar gzip xz-utils zstd dpkg patchelf'.split(
    ' ',
  )

interface Suite {
  readonly name: string
  readonly apt: Apt
  readonly selection: Selection
}

/**
 * Chooses exact packages for every unit, from the mirror of this machine.
 *
 * @throws {NixproofError} `PACKAGES_UNAVAILABLE` when the mirror lacks a suite or a package.
 */
export async function resolveHere(
  nix: EmbeddedNix,
  units: Units,
  aptDir: string,
  signal: AbortSignal | undefined,
): Promise<Packages> {
  const mirror = await findMirror()
  const wanted = (fromNix: boolean): string[] =>
    Object.values(units)
      .filter((unit) => (unit.suite === 'nix') === fromNix)
      .flatMap((unit) => unit.debs)
  // One after the other: both may be the same suite, whose state apt locks.
  const base = await openSuite(mirror, PACKAGES_SUITE, wanted(false), aptDir, signal)
  const own = await openNixSuite(mirror, nix, [...wanted(true), ...BOOTSTRAP], aptDir, signal)
  const resolved = resolveUnits(units, base, own)
  const bootstrap = qualify(own, closureOf(BOOTSTRAP, own.selection))
  const used = new Set([...Object.values(resolved).flatMap((unit) => unit.packages), ...bootstrap])
  return {
    format: 1,
    nix,
    nixVersion: upstreamVersion(own.selection),
    packages: Object.fromEntries(
      [base, own]
        .flatMap((suite) => describe(suite))
        .filter(([key]) => used.has(key))
        .toSorted(([a], [b]) => (a < b ? -1 : 1)),
    ),
    units: resolved,
    bootstrap,
  }
}

function resolveUnits(units: Units, base: Suite, own: Suite): Packages['units'] {
  const suiteOf = (name: string): Suite => (units[name]?.suite === 'nix' ? own : base)
  const whole = (name: string): string[] => {
    const { debs = [], without = [] } = units[name] ?? {}
    return qualify(suiteOf(name), closureOf(debs, suiteOf(name).selection, without))
  }
  return Object.fromEntries(
    Object.entries(units).map(([name, { uses }]) => {
      const covered = new Set(uses.flatMap((used) => whole(used)))
      return [name, { packages: whole(name).filter((one) => !covered.has(one)), uses }]
    }),
  )
}

async function openNixSuite(
  mirror: Mirror,
  nix: EmbeddedNix,
  names: string[],
  aptDir: string,
  signal: AbortSignal | undefined,
): Promise<Suite> {
  const found: string[] = []
  for (const name of NIX_SUITES[nix]) {
    const suite = await openSuite(mirror, name, names, aptDir, signal).catch(
      (error: NixproofError) => error,
    )
    const version = 'selection' in suite ? upstreamVersion(suite.selection) : undefined
    if ('selection' in suite && version?.startsWith(`${nix}.`)) return suite
    found.push(`${name}: ${version ?? String((suite as NixproofError).details.found)}`)
  }
  throw new NixproofError('PACKAGES_UNAVAILABLE', `Debian has no Nix ${nix} here`, {
    wanted: `nix-bin ${nix} in ${NIX_SUITES[nix].join(' or ')}`,
    found: found.join('\n'),
    next: `Choose another with --nix ${Object.keys(NIX_SUITES).join('|')}`,
  })
}

async function openSuite(
  mirror: Mirror,
  name: string,
  names: readonly string[],
  aptDir: string,
  signal: AbortSignal | undefined,
): Promise<Suite> {
  const apt = await openApt(mirror, name, aptDir, signal)
  await apt.update()
  const versions = await apt.select(names)
  const stanzas = await apt.show([...versions.keys()])
  const selection = new Map(stanzas.map((stanza) => [stanza['Package'] ?? '', stanza]))
  return { name, apt, selection }
}

function qualify(suite: Suite, names: readonly string[]): string[] {
  return names.map((name) => `${suite.name}/${name}`)
}

function describe(suite: Suite): [string, DebianPackage][] {
  return Array.from(suite.selection, ([name, stanza]) => [
    `${suite.name}/${name}`,
    {
      name,
      version: stanza['Version'] ?? '',
      suite: suite.name,
      sha256: stanza['SHA256'] ?? '',
    },
  ])
}

/** `2.26.3+dfsg-1` to `2.26.3`. */
function upstreamVersion(selection: Selection): string {
  return /^[\d.]+/.exec(selection.get('nix-bin')?.['Version'] ?? '')?.[0] ?? ''
}
