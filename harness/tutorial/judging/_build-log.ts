import { matchLines } from './_match.ts'
import { ANYTHING, withLooseBlanks, type LinePattern } from './_pattern.ts'
import { isBuilding, isBuilt, isPhase, withoutNoise } from './nix-noise.ts'

/** What a command printed, without what is known to be of no interest. */
export interface Quiet {
  readonly lines: readonly string[]
  /** How many of them come before anything was built; after them a builder may say anything. */
  readonly before: number | undefined
}

const OUT_PATH = /^\/nix\/store\/[^/\s]+$/

const FLAGS = String.raw`(?:\s+-\S+)*`
const FIRST = String.raw`^\s*(?:(?:sudo|time|exec|env|\w+=\S*)\s+)*`
/** Those of which nothing comes after what is built but where it is. */
const BUILDS = new RegExp(
  String.raw`${FIRST}(?:nix-build|nix-env\b.*\s(?:-\w*[iu]\w*|--install|--upgrade)|nix-store\s.*(?:-\w*r\w*|--realise)|nix${FLAGS}\s+(?:build|profile\s+(?:install|add|upgrade)))(?=\s|$)`,
)
/** They write of their own what they do, from the first line on. */
const SWITCHES = new RegExp(`${FIRST}(?:nixos-rebuild|home-manager)(?=\\s|$)`)
/** With these, `nix` writes each line of a log behind the name of what is built. */
const PRINTS_LOGS = /(?:^|[\s;&|(])nix\s.*(?:\s-\w*L|\s--print-build-logs)(?=\s|$)/s
/** They build, and then run something whose output is none of a builder. */
const RUNS = /(?:^|[\s;&|(])(?:nix-shell|nix\s.*(?:shell|develop|run))(?=\s|$)/s
const LOG_LINE = /^[\w.+-]+> /

/** The commands of a line, roughly: what stands in quotes is none. */
function commandsOf(run: string): string[] {
  return run
    .replaceAll(/\\\n/g, ' ')
    .replaceAll(/'[^']*'|"(?:\\.|[^"\\])*"/gs, "''")
    .replaceAll(/(^|\s)#.*/g, '$1')
    .replaceAll(/\d*>&\d/g, '')
    .split(/&&|\|\||[;&|\n]/)
    .filter((command) => command.trim() !== '')
}

/** Takes what is known to be noise from the lines that a command printed, or that a text shows of it. */
export function quietFor(
  run: string,
  printed: readonly string[],
): (of: readonly string[]) => Quiet {
  const commands = commandsOf(run)
  const last = commands.at(-1) ?? ''
  const builds = commands.some((command) => BUILDS.test(command))
  const switches = SWITCHES.test(last)
  const phases = builds || switches || printed.some(isBuilding)
  const logs = PRINTS_LOGS.test(run)
  const isMore = (line: string): boolean =>
    (phases && isPhase(line)) || (logs && LOG_LINE.test(line))
  return (of) => {
    const from = switches ? 0 : builds ? of.findIndex(isBuilding) : -1
    if (from < 0) {
      const lines = !builds && RUNS.test(run) ? withoutBuilt(of) : of
      return { lines: trimmed(withoutNoise(lines, isMore)), before: undefined }
    }
    const before = trimmed(withoutNoise(of.slice(0, from), isMore))
    const after = trimmed(withoutNoise(of.slice(from), isMore))
    // Where something else runs afterwards, its output must not be taken for a log.
    const ends = switches || BUILDS.test(last) || after.some((line) => OUT_PATH.test(line))
    return { lines: [...before, ...after], before: ends ? before.length : undefined }
  }
}

/**
 * Whether lines are what a pattern says, to the last one, with any log in front of what a build ends
 * with. It must not have the path of something else that was built.
 */
export function matchBuild(
  pattern: readonly LinePattern[],
  { lines, before }: Quiet,
  run: string,
): boolean {
  if (before === undefined) return false
  const [first, after] = [lines.slice(0, before), lines.slice(before)]
  const dots = pattern.filter(({ any }) => any).length
  const isLast = endsWithBuild(run)
  for (let at = 0; at < pattern.length && at <= before + dots; at++) {
    const rest = pattern.slice(at)
    const absorbed = after.slice(0, Math.max(0, after.length - rest.length))
    if (dots === 0 && OUT_PATH.test(absorbed.at(-1) ?? '')) continue
    if (!isLast && !OUT_PATH.test(rest[0]!.text)) continue
    if (!matchLines(withLooseBlanks(pattern.slice(0, at)), first)) continue
    if (matchLines(withLooseBlanks([ANYTHING, ...rest]), after)) return true
  }
  return false
}

/** What is told of lines that are not what a pattern says: no more of a log than the pattern has. */
export function nearEnd(
  pattern: readonly LinePattern[],
  { lines, before }: Quiet,
  run: string,
): readonly string[] {
  if (before === undefined || pattern.some(({ any }) => any)) return lines
  const after = lines.slice(before)
  const paths = after.length - 1 - after.findLastIndex((line) => !OUT_PATH.test(line))
  const count = endsWithBuild(run)
    ? Math.max(1, pattern.length - before, paths)
    : after.length - after.findIndex((line) => OUT_PATH.test(line))
  const near = [...lines.slice(0, before), ...after.slice(-count)]
  return matchLines(pattern, near) ? lines : near
}

/** Up to the last line that surely is of a builder. */
function withoutBuilt(lines: readonly string[]): readonly string[] {
  const from = lines.findIndex(isBuilding)
  if (from < 0) return lines
  const to = lines.findLastIndex((line) => isBuilding(line) || isBuilt(line))
  return [...lines.slice(0, from), ...lines.slice(to + 1)]
}

function endsWithBuild(run: string): boolean {
  const last = commandsOf(run).at(-1) ?? ''
  return BUILDS.test(last) || SWITCHES.test(last)
}

function trimmed(lines: readonly string[]): readonly string[] {
  const first = lines.findIndex((line) => line !== '')
  if (first < 0) return []
  return lines.slice(first, lines.findLastIndex((line) => line !== '') + 1)
}
