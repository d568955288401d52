import { execFile } from 'node:child_process'
import { existsSync, lstatSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { promisify } from 'node:util'
import ignore, { type Ignore } from 'ignore'

/** Tells whether git would ignore a path, given that it does not ignore the path's directory. */
export type IsIgnored = (path: string) => boolean

/** git reads its index, nothing else. */
const GIT_DEADLINE_MS = 10_000

/**
 * The rules of the .gitignore files in and above `source`, up to the top of its work tree. As with
 * git, what is committed is not ignored, whatever the rules say. A directory need not be a work tree.
 */
export async function readIgnoreRules(source: string): Promise<IsIgnored> {
  const start = resolve(source)
  const top = findTop(start)
  const kept = top === undefined ? new Set<string>() : await listCommitted(start)
  const rules = createRules()
  const outer = top ?? start
  // A directory that is ignored as a whole is somebody's choice when it is given by name.
  const root = outer !== start && isIgnoredBelow(rules, start, outer) ? start : outer
  return (path) => !kept.has(path) && decide(rules, path, root)
}

type Rules = (directory: string) => Ignore | undefined

function createRules(): Rules {
  const known = new Map<string, Ignore | undefined>()
  return (directory) => {
    if (known.has(directory)) return known.get(directory)
    const rules = read(join(directory, '.gitignore'))
    known.set(directory, rules)
    return rules
  }
}

function read(file: string): Ignore | undefined {
  if (!existsSync(file) || !lstatSync(file).isFile()) return undefined
  return ignore({ ignorecase: false }).add(readFileSync(file, 'utf8'))
}

/** The nearest file that has something to say decides. */
function decide(rules: Rules, path: string, root: string): boolean {
  let directory = dirname(path)
  for (;;) {
    const found = rules(directory)
    if (found) {
      const { ignored, unignored } = found.test(nameFor(path, directory))
      if (ignored || unignored) return ignored
    }
    if (directory === root || directory === dirname(directory)) return false
    directory = dirname(directory)
  }
}

function isIgnoredBelow(rules: Rules, path: string, root: string): boolean {
  if (path === root) return false
  return isIgnoredBelow(rules, dirname(path), root) || decide(rules, path, root)
}

/** Rules for directories take no files, and the other way round. */
function nameFor(path: string, directory: string): string {
  const name = relative(directory, path).split(sep).join('/')
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ? `${name}/` : name
}

function findTop(directory: string): string | undefined {
  if (existsSync(join(directory, '.git'))) return directory
  const parent = dirname(directory)
  return parent === directory ? undefined : findTop(parent)
}

/** Files that are committed though a rule fits them, and the directories above them. */
async function listCommitted(start: string): Promise<Set<string>> {
  const args = ['-C', start, 'ls-files', '-z', '--cached', '--ignored', '--exclude-standard']
  const options = { timeout: GIT_DEADLINE_MS, maxBuffer: 256 * 1024 ** 2 }
  // Without git, or with a work tree that git does not trust, the rules alone decide.
  const { stdout } = await promisify(execFile)('git', args, options).catch(() => ({ stdout: '' }))
  const kept = new Set<string>()
  for (const name of stdout.split('\0').filter(Boolean)) {
    for (let path = join(start, name); path !== start && !kept.has(path); path = dirname(path)) {
      kept.add(path)
    }
  }
  return kept
}
