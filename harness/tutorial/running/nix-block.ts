import { posix } from 'node:path'
import type { RunOptions } from '../../container/run.ts'
import type { StartedNixContainer } from '../../container/started-nix-container.ts'
import { NixproofError } from '../../errors.ts'
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
    const { stdout } = await container.nixInstantiate(['--eval', '--expr', expression], options)
    return stdout.trim()
  })
}

/** @throws NixproofError NIX_SYNTAX, at a place of the tutorial. */
export async function parseNixBlock(
  container: StartedNixContainer,
  { elided, ...excerpt }: ParseStep,
  where: Where,
): Promise<string> {
  const shown = elided ? withoutElisions(excerpt.text) : excerpt.text
  // One line more before it, so that columns stay.
  const isAttributes = fragmentKind(shown) === 'attributes'
  const text = isAttributes ? `{\n${shown}\n}\n` : shown
  const moved = isAttributes
    ? { ...excerpt, at: { ...excerpt.at, line: excerpt.at.line - 1 } }
    : excerpt
  return inFile(container, moved, text, where, async (file) => {
    const { tutorial: _, ...options } = where
    await container.nixInstantiate(['--parse', file], options)
    return 'it parses'
  })
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
  await writeFile(container, file, text, signal)
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

/** Writes a file of the container anew, with the directories that it is in. */
export async function writeFile(
  container: StartedNixContainer,
  file: string,
  text: string,
  signal?: AbortSignal,
): Promise<void> {
  const script = 'mkdir -p -- "${1%/*}" && cat > "$1"'
  const result = await container.run(['bash', '-c', script, 'write', file], {
    cwd: '/',
    stdin: text,
    ...(signal && { signal }),
  })
  if (result.exitCode === 0) return
  throw new NixproofError('SHELL_COMMAND_FAILED', `"${file}" cannot be written`, {
    found: result.stderr.trim(),
    next: 'Name another file, or write it where the reader may',
    result,
  })
}
