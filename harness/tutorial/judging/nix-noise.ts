/** What a run of lines that Nix writes on its way is told as. */
interface Noise {
  readonly begins: RegExp
  /** Lines that go with the first one. */
  readonly goesOn?: RegExp
  readonly told: (count: number) => string
}

const LISTED = /^\s{2,}\/nix\/store\/\S+$/

/** The words of Nix 2.8 to 2.34 (libmain/shared.cc, libstore/build, libstore/filetransfer.cc). */
const NOISE: readonly Noise[] = [
  {
    begins: /^(?:this derivation|these \d+ derivations|these derivations) will be built:$/,
    goesOn: LISTED,
    told: (count) => `${counted(count, 'derivation')} to be built`,
  },
  {
    begins: /^(?:this path|these \d+ paths|these paths) will be fetched \(.*\):?$/,
    goesOn: LISTED,
    told: (count) => `${counted(count, 'path')} to be fetched`,
  },
  {
    begins: /^(?:copying path '\/nix\/store\/|copying \d+ paths|querying info about )/,
    told: (count) => `${counted(count, 'path')} copied`,
  },
  {
    begins: /^(?:building|checking outputs of) '\/nix\/store\/[^']+'(?: on '[^']*')?(?:\.{3}|…)?$/,
    told: (count) => `${counted(count, 'derivation')} built`,
  },
  {
    begins: /^(?:downloading|unpacking|fetching) '[^']+'.*(?:\.{3}|…)$/,
    told: (count) => counted(count, 'download'),
  },
  {
    begins:
      /^warning: (?:Git tree '[^']*' (?:is dirty|has uncommitted changes)|you don't have Internet access; disabling |you did not specify '--add-root';)/,
    told: (count) => counted(count, 'warning'),
  },
  {
    // Only as long as there is no lock.
    begins: /^warning: (?:creating|updating) lock file /,
    goesOn: /^(?:• (?:Added|Updated|Removed) input '| {4}'| {4}follows '| {2}→ ')/,
    told: () => 'a lock file written',
  },
]

/** What stdenv says of its phases (pkgs/stdenv/generic/setup.sh). */
const PHASES =
  /^(?:(?:Running phase|@nix \{).*|(?:unpacking|patching) sources|unpacking source archive .*|source root is .*|no Makefile.*, doing nothing|(?:updateAutotoolsGnuConfigScripts|configur|build|check|install|installCheck|fixup|unpack|patch)(?:ing|Phase|ing up)|fixing up|post-installation fixup|shrinking RPATHs of .*|shrinking \/nix\/store\/.*|(?:patching|rewriting) (?:script interpreter|symlink).*|checking for references to .*|stripping \(with command .*|strip is .*|gzipping man pages .*|moving \/nix\/store\/.*|setting SOURCE_DATE_EPOCH to .*|created \d+ symlinks in user environment|\/nix\/store\/[^:\s]+: interpreter directive changed from .*)$/

/** Whether a line tells that from here on comes what a builder writes. */
export function isBuilding(line: string): boolean {
  return /^(?:building|checking outputs of) '\/nix\/store\/[^']+\.drv'/.test(line)
}

/** Whether a line tells that up to here came what a builder writes: of the last phase of stdenv. */
export function isBuilt(line: string): boolean {
  return /^(?:(?:shrinking (?:RPATHs|ELF)|patching script interpreter|checking for references|stripping|shrinking) .*\/nix\/store\/|created \d+ symlinks in user environment$)/.test(
    line,
  )
}

/** Whether a line is one that stdenv writes while it builds, whatever it builds. */
export function isPhase(line: string): boolean {
  return PHASES.test(line)
}

/**
 * The lines without what Nix writes on its way: how much of it there is depends on what the store has.
 *
 * @param more What else there is of it where this command runs. Default: nothing.
 */
export function withoutNoise(
  lines: readonly string[],
  more: (line: string) => boolean = () => false,
): string[] {
  return runsOf(lines)
    .filter(({ noise }) => !noise)
    .flatMap(({ lines: run }) => run.filter((line) => !more(line)))
}

/** The lines with each run of such in one line. */
export function foldNoise(lines: readonly string[]): string[] {
  return runsOf(lines).flatMap(({ noise, lines: run, count }) => {
    if (!noise || run.length === 1) return run
    return [`(${noise.told(count)}: ${run.length} lines of Nix)`]
  })
}

interface Run {
  readonly noise: Noise | undefined
  readonly lines: string[]
  /** What it is about: listed paths, or the lines themselves. */
  count: number
}

function runsOf(lines: readonly string[]): Run[] {
  const runs: Run[] = []
  for (const line of lines) {
    const last = runs.at(-1)
    const noise = NOISE.find(({ begins }) => begins.test(line))
    if (last?.noise?.goesOn?.test(line)) {
      last.count += last.lines.length === 1 && last.count === 1 ? 0 : 1
      last.lines.push(line)
    } else if (noise && noise === last?.noise && !noise.goesOn) {
      last.lines.push(line)
      last.count++
    } else runs.push({ noise, lines: [line], count: 1 })
  }
  return runs
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}
