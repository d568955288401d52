import type { NamedFile } from '../classify/file-name.ts'
import { hasKnownEnding } from '../classify/languages.ts'
import { normal } from '../classify/workspace.ts'
import { isThen } from './_then.ts'
import type { Block } from '../markdown/document.ts'
import { excerptOf, type Made } from './_shell-steps.ts'
import type { State } from './_state.ts'
import type { Excerpt, Step } from './step.ts'

/** Which file is meant, and by what that was told. */
interface Resolved {
  readonly path: string
  readonly exists: boolean
  /** Its text is that of the block. */
  readonly equal?: boolean
  readonly why?: string
}

/** A file that a block shows: held against the workspace's, or written where there is none. */
export function fileSteps(
  block: Block,
  file: NamedFile,
  {
    part,
    free = [],
    shownAgain,
  }: {
    readonly part: boolean
    /** Names that it does not define, where it is Nix. */
    readonly free?: readonly string[] | undefined
    readonly shownAgain: (path: string) => boolean
  },
  state: State,
): Made {
  const excerpt = excerptOf(block.lines)!
  const { path, exists, equal, why } = resolve(file, excerpt.text, state)
  const reasons = why === undefined ? [] : [why]
  const elided = part || isElided(excerpt.text)
  const given = state.given.has(path)
  if (given && !file.sure && !isAlike(path, excerpt.text, state)) {
    return {
      steps: [],
      reasons: [`The sentence before names "${path}", which has little in common with it`],
    }
  }
  if (isThen(block, file, { path, exists }, state)) {
    return {
      steps: [{ do: 'compare', path, part: elided, now: true, ...excerpt }],
      reasons: [...reasons, `The text says what "${path}" is by then: it is not written`],
    }
  }
  if (file.mustExist && !exists) {
    return { steps: [], reasons: [...reasons, `Nothing has "${path}" by then`] }
  }
  // Whoever is to replace a file has another one than the workspace.
  const replaced = given && file.says === 'changed' && !elided && !equal
  if (given && !replaced && (elided || equal || !shownAgain(path))) {
    if (elided && state.made.has(path)) state.made.set(path, 'unsure')
    return compared(path, excerpt, elided, reasons, state)
  }
  if (elided) {
    if (state.made.has(path)) state.made.set(path, 'unsure')
    const whole = exists ? 'which is shown without it' : 'which nothing shows whole'
    return {
      steps: parsable(block, free, excerpt),
      reasons: [...reasons, `It is a part of "${path}", ${whole}`],
    }
  }
  state.names.add(path)
  if (given) state.begun.add(path)
  state.made.set(path, 'shown')
  const again = replaced
    ? `The text says that "${path}" is to be replaced with it`
    : given
      ? `"${path}" is shown again further down: this is how it begins`
      : exists
        ? `"${path}" was shown or made before: it is written over that`
        : `Nothing has "${path}" yet: it is written`
  return { steps: [{ do: 'write', path, ...excerpt }], reasons: [...reasons, again] }
}

function compared(
  path: string,
  excerpt: Excerpt,
  part: boolean,
  reasons: readonly string[],
  { begun, made }: State,
): Made {
  const how = part ? 'contain it, but for what is left out' : 'equal it'
  const compare: Step = { do: 'compare', path, part, ...excerpt }
  const has = `The workspace has "${path}", which has to ${how}`
  if (part || !begun.has(path)) return { steps: [compare], reasons: [...reasons, has] }
  made.set(path, 'shown')
  return {
    steps: [compare, { do: 'write', path, ...excerpt }],
    reasons: [...reasons, has, 'It is written as well, over what was shown before'],
  }
}

function parsable({ language }: Block, given: readonly string[], excerpt: Excerpt): Step[] {
  return language === 'nix' ? [{ do: 'parse', elided: true, given, ...excerpt }] : []
}

/** `...` on a line of its own, or `# ...`. */
export function isElided(text: string): boolean {
  return /^[ \t]*(?:#|\/\/|--|\/\*|;)?[ \t]*(?:\.\.\.|…)(?![\w.]).*$/m.test(text)
}

/** The file that a name means here: of those in the workspace, of those listed, or a new one. */
function resolve(file: NamedFile, text: string, state: State): Resolved {
  const { names, listed, workspace } = state
  const cwd = state.cwd ?? '.'
  const [first] = file.names
  if (/^[/~]/.test(first!)) return { path: first!, exists: false }
  const candidates = file.names.flatMap((name) => names.filesNamed(name))
  const equal = candidates.find((path) => workspace?.read(path)?.trimEnd() === text.trimEnd())
  if (equal !== undefined) return { path: equal, exists: true, equal: true }
  for (const name of file.names) {
    const found = names.filesNamed(name)
    const [only] = found
    if (only !== undefined && found.length === 1) return { path: only, exists: true }
    if (only === undefined) continue
    const near = [normal(`${cwd}/${name}`), ...listed.filesNamed(name)].find((path) =>
      found.includes(path),
    )
    if (near !== undefined)
      return {
        path: near,
        exists: true,
        why: `Of ${found.length} files of that name it is the one ${listed.hasFile(near) ? 'that the text lists' : 'in the directory that the reader is in'}`,
      }
    const alike = mostAlike(found, text, state)
    return {
      path: alike,
      exists: true,
      why: `Of ${found.length} files of that name "${alike}" is most like it`,
    }
  }
  const shown = listed.filesNamed(first!)
  if (shown.length === 1)
    return { path: shown[0]!, exists: false, why: `The text lists "${shown[0]!}"` }
  return { path: normal(`${cwd}/${first!}`), exists: false }
}

/** At least a quarter of its lines are in the file. */
function isAlike(path: string, text: string, state: State): boolean {
  const count = new Set(
    text
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean),
  ).size
  return linesInCommon(path, text, state) >= count / 4
}

function mostAlike(paths: readonly string[], text: string, state: State): string {
  const score = (path: string) => linesInCommon(path, text, state)
  return paths.toSorted((one, other) => score(other) - score(one))[0]!
}

function linesInCommon(path: string, text: string, { workspace }: State): number {
  const own = new Set((workspace?.read(path) ?? '').split('\n').map((line) => line.trim()))
  const lines = new Set(
    text
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean),
  )
  return [...lines].filter((line) => own.has(line)).length
}

/** A block that nothing names is a quote where a file of the workspace has its text. */
export function quotedFrom(
  block: Block,
  ending: (file: string) => boolean,
  { workspace }: State,
): string | undefined {
  const text = block.text.trim()
  if (!workspace || block.lines.length < 2 || text.length < 20) return undefined
  return workspace.files.find(
    (file) => ending(file) && hasKnownEnding(file) && workspace.read(file)?.includes(text),
  )
}
