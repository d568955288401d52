import { InvalidArgumentError, Option, type Command } from 'commander'
import { NixproofError } from '../errors.ts'

/** What each reporter writes to, without a file: a terminal, standard output, or it has to have one. */
const REPORTERS = {
  default: 'terminal',
  verbose: 'terminal',
  dot: 'terminal',
  tap: 'output',
  'github-actions': 'lines',
  json: 'output or file',
  junit: 'output or file',
  markdown: 'output or file',
  badge: 'output or file',
  page: 'file',
  html: 'file',
  blob: 'file',
} as const

type ReporterName = keyof typeof REPORTERS

/** A reporter, and where it writes. */
export interface Report {
  readonly name: ReporterName
  readonly file?: string
}

export interface ReporterFlags {
  readonly reporter: readonly ReporterName[]
  readonly outputFile: readonly OutputFile[]
}

interface OutputFile {
  /** Default: the only one that can write a file. */
  readonly name?: ReporterName
  readonly file: string
}

export function reporterOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--reporter <name>', `reports besides, once for each: ${allowed(isName)}`)
        .argParser((text: string, all: readonly ReporterName[]) => [...all, parseName(text)])
        .default([], 'none'),
    )
    .addOption(
      new Option(
        '--output-file <[name=]path>',
        'where a reporter writes, once for each; html: a directory; badge: a .svg, or a .json for shields.io',
      )
        .argParser((text: string, all: readonly OutputFile[]) => [...all, parseFile(text)])
        .default([], 'standard output'),
    )
}

/** @throws NixproofError USAGE for a file that nothing is written to, and for a reporter that needs one. */
export function chooseReports({ reporter: names, outputFile: files }: ReporterFlags): Report[] {
  const writers = names.filter(mayWrite)
  const given = new Map<ReporterName, string>()
  for (const { name = writers.length === 1 ? writers[0] : undefined, file } of files) {
    if (name === undefined || !writers.includes(name)) throw forNone(file, writers)
    given.set(name, file)
  }
  const reports = [...new Set(names)].map((name) => {
    const file = given.get(name)
    if (file === undefined && REPORTERS[name] === 'file') throw needsFile(name)
    return { name, ...(file !== undefined && { file }) }
  })
  const [one, other] = reports.filter(takesOutput)
  if (one && other) throw oneOnly(one.name, other.name)
  return reports
}

function oneOnly(one: ReporterName, other: ReporterName): NixproofError {
  return new NixproofError('USAGE', 'Two reporters write to standard output', {
    wanted: 'One document at most',
    found: `"${one}" and "${other}"`,
    next: `Say where one writes: --output-file ${mayWrite(one) ? one : other}=PATH`,
  })
}

function forNone(file: string, writers: readonly ReporterName[]): NixproofError {
  const [one] = writers
  return new NixproofError('USAGE', 'No reporter writes the file', {
    wanted: one ? `One of ${writers.join(', ')}` : `A reporter: ${allowed(mayWrite)}`,
    found: `--output-file ${file}`,
    next: one ? `Say which: --output-file ${one}=${file}` : 'Choose one with --reporter',
  })
}

function needsFile(name: ReporterName): NixproofError {
  return new NixproofError('USAGE', `The reporter "${name}" writes no standard output`, {
    wanted: `--output-file ${name}=PATH`,
    next: 'Say where it writes',
  })
}

/** Whether standard output is one document, in which nothing else may stand. */
export function takesOutput({ name, file }: Report): boolean {
  return REPORTERS[name].startsWith('output') && file === undefined
}

/** Whether it shows each check to a person, as nixproof's own lines do. */
export function isForTerminal({ name }: Report): boolean {
  return REPORTERS[name] === 'terminal'
}

function parseName(text: string): ReporterName {
  if (isName(text)) return text
  throw new InvalidArgumentError(`Allowed choices are ${allowed(isName)}.`)
}

function parseFile(text: string): OutputFile {
  const [name = '', ...rest] = text.split('=')
  return rest.length > 0 && isName(name) ? { name, file: rest.join('=') } : { file: text }
}

function isName(text: string): text is ReporterName {
  return Object.hasOwn(REPORTERS, text)
}

function mayWrite(name: ReporterName): boolean {
  return REPORTERS[name].endsWith('file')
}

function allowed(is: (name: ReporterName) => boolean): string {
  return Object.keys(REPORTERS).filter(isName).filter(is).join(', ')
}
