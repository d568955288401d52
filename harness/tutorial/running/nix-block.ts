import { posix } from 'node:path'
import type { RunOptions } from '../../container/run.ts'
import type { StartedNixContainer } from '../../container/started-nix-container.ts'
import { writeFiles } from '../../container/write-files.ts'
import type { Excerpt, Step } from '../planning/step.ts'
import { placeInExcerpt, relocate } from './relocate.ts'
import { withoutElisions } from './without-elisions.ts'
import { fragmentKind } from '../../nix/fragment-kind.ts'

type NixStep = Extract<Step, { do: 'evaluate' | 'build' }>
type ParseStep = Extract<Step, { do: 'parse' }>

interface Where extends RunOptions {
  /** Absolute: relative paths of the block begin there. */
  readonly cwd: string
  /** As it is named in places. */
  readonly tutorial: string
}

/**
 * Evaluates or builds a block that no file is named for. It lies in a file of its own while Nix
 * reads it, so that places in it are told, and `./.` in it is the reader's directory.
 *
 * @returns The out paths, or the value as Nix prints it.
 * @throws NixproofError as `nixBuild()`, at a place of the tutorial.
 */
export async function runNixBlock(
  container: StartedNixContainer,
  { do: what, given, call, ...excerpt }: NixStep,
  where: Where,
): Promise<string> {
  return inFile(container, excerpt, excerpt.text, where, async (file) => {
    const source = scoped(`./${posix.basename(file)}`, given)
    const expression = call ? `(import <nixpkgs> { }).callPackage (${source}) { }` : source
    const { tutorial: _, ...options } = where
    if (what === 'build') {
      const args = ['--no-out-link', '--expr', expression]
      const { outPaths } = await container.nixBuild({ ...options, args })
      return outPaths.join(' ')
    }
    return evaluate(container, expression, options)
  })
}

/** @throws NixproofError NIX_SYNTAX, at a place of the tutorial. */
export async function parseNixBlock(
  container: StartedNixContainer,
  { elided, given, ...excerpt }: ParseStep,
  where: Where,
): Promise<string> {
  const shown = elided ? withoutElisions(excerpt.text) : excerpt.text
  const isAttributes = fragmentKind(shown) === 'attributes'
  // What is around it stands on a line of its own, so that columns stay.
  const before = `${given.length > 0 ? `{ ${given.join(', ')} }:` : ''}${isAttributes ? ' {' : ''}`
  const text = `${before}\n${shown}\n${isAttributes ? '}\n' : ''}`
  const moved = { ...excerpt, at: { ...excerpt.at, line: excerpt.at.line - 1 } }
  return inFile(container, moved, text, where, async (file) => {
    const { tutorial: _, ...options } = where
    await container.nixInstantiate(['--parse', file], options)
    return 'it parses'
  })
}

/**
 * Looks into sets and lists, as a reader does who wants to know what they are: packages are evaluated
 * as far as to know what builds them, and what is as large as nixpkgs is not looked into.
 */
const FORCE = `let
  force = depth: value:
    if depth == 0 then value
    else if builtins.isList value && builtins.length value <= 64 then
      seen (map (force (depth - 1)) value)
    else if builtins.isAttrs value && value.type or null == "derivation" then
      builtins.seq value.drvPath "<derivation \${value.name}>"
    else if builtins.isAttrs value && builtins.length (builtins.attrNames value) <= 64 then
      let inside = builtins.mapAttrs (_: force (depth - 1)) value; in
      builtins.seq (seen (builtins.attrValues inside)) inside
    else if builtins.isAttrs value then "<set of \${toString (builtins.length (builtins.attrNames value))}>"
    else value;
  seen = list: builtins.seq (builtins.foldl' (_: one: builtins.seq one null) null list) list;
in force 4`

/** What Nix prints for what it has not looked at. */
const UNSEEN = /<CODE>|«thunk»|\.\.\./

/** @returns The value as Nix prints it. */
async function evaluate(
  container: StartedNixContainer,
  expression: string,
  options: RunOptions,
): Promise<string> {
  const ask = async (text: string): Promise<string> => {
    const { stdout } = await container.nixInstantiate(['--eval', '--expr', text], options)
    return stdout.trim()
  }
  const value = await ask(expression)
  return UNSEEN.test(value) ? ask(`(${FORCE}) (${expression})`) : value
}

/** Names that the block takes from nixpkgs, and only where it does. */
function scoped(file: string, given: readonly string[]): string {
  if (given.length === 0) return `import ${file}`
  const others = given.filter((name) => name !== 'pkgs')
  const names = `inherit pkgs;${others.length > 0 ? ` inherit (pkgs) ${others.join(' ')};` : ''}`
  return `let pkgs = import <nixpkgs> { }; in builtins.scopedImport { ${names} } ${file}`
}

async function inFile<T>(
  container: StartedNixContainer,
  excerpt: Excerpt,
  text: string,
  { cwd, tutorial, signal }: Where,
  action: (file: string) => Promise<T>,
): Promise<T> {
  const file = posix.join(cwd, `line-${excerpt.at.line}.nix`)
  await writeFiles((argv, options) => container.run(argv, options), [{ path: file, text }], signal)
  try {
    return await action(file)
  } catch (error) {
    const name = posix.relative(container.workspace, file)
    throw relocate(error, (place) =>
      place === undefined || place.file === name
        ? placeInExcerpt(tutorial, excerpt, place ?? {})
        : undefined,
    )
  } finally {
    // A container that is gone has no file either.
    await container.run(['rm', '-f', '--', file]).catch(() => {})
  }
}

/**
 * Writes a file that the tutorial shows. One of Nix has to be one that Nix can read, whether or not
 * something comes to use it.
 */
export async function writeShown(
  container: StartedNixContainer,
  excerpt: Excerpt,
  path: string,
  { tutorial, ...options }: Where,
): Promise<{ readonly note?: string }> {
  const file = { path, text: `${excerpt.text}\n` }
  await writeFiles((argv, how) => container.run(argv, how), [file], options.signal)
  if (!path.endsWith('.nix')) return {}
  try {
    await container.nixInstantiate(['--parse', path], options)
    return {}
  } catch (error) {
    throw relocate(error, (place) => placeInExcerpt(tutorial, excerpt, place ?? {}))
  }
}
