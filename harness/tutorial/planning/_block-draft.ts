import { fits } from '../classify/languages.ts'
import type { NixShape } from '../classify/nix.ts'
import type { Understanding } from '../classify/understand.ts'
import type { NamedFile } from '../classify/file-name.ts'
import type { Directed } from '../directives/of-document.ts'
import type { Block, Prose } from '../markdown/document.ts'
import type { Draft } from './_draft.ts'
import { fileSteps, isElided, quotedFrom } from './_file-steps.ts'
import { listingSteps } from './_listing-steps.ts'
import { nixosSteps, nixSteps } from './_nix-steps.ts'
import { excerptOf, isBeside, replSteps, shellSteps, type Made } from './_shell-steps.ts'
import type { State } from './_state.ts'
import { valueSteps } from './_value-steps.ts'
import type { CheckKind } from './plan.ts'

export interface Situation {
  readonly block: Block
  readonly what: Understanding
  readonly told: Directed
  readonly following: readonly Prose[]
  readonly promptsTell: boolean
  readonly shownAgain: (block: Block, path: string) => boolean
}

/** The steps of a block, given what the reader has done before it. */
export function draftOf(situation: Situation, state: State): Draft {
  const { block, what, told } = situation
  const draft = (kind: CheckKind, { steps, reasons }: Made, first: string = what.why): Draft => ({
    block,
    headings: block.headings,
    kind,
    reasons: [first, ...reasons],
    steps: [...steps],
  })
  const { lastValue } = state
  state.lastValue = undefined
  // What is skipped does nothing, so nothing later may count on it.
  if (told.directive.skip !== undefined) return draft(kindOf(what), NONE)
  const { file, cwd, mountAs } = told.directive
  const beside = what.kind === 'shell' && isBeside(block)
  const session = told.directive.session ?? (beside ? 'beside' : 'main')
  state.mountAs = mountAs
  state.use(session)
  if (cwd !== undefined) state.cwd = cwd
  if (file !== undefined)
    return draft('file', asDirected(file, situation, state), 'A directive says which file it is')
  switch (what.kind) {
    case 'shell':
      return draft('commands', shellSteps(block, what.session, state, situation.promptsTell))
    case 'repl':
      return draft('repl', replSteps(what.session, state))
    case 'output':
      return draft('output', outputSteps(block, state))
    case 'value':
      return draft('output', valueSteps(block, lastValue))
    case 'listing':
      return draft('listing', listing(what, state))
    case 'file': {
      const part = what.shape !== undefined && (what.shape.kind === 'fragment' || what.shape.elided)
      return draft(
        'file',
        fileSteps(
          block,
          what.file,
          { part, free: what.shape?.free, shownAgain: (path) => situation.shownAgain(block, path) },
          state,
        ),
      )
    }
    case 'nix': {
      if (what.shape.kind === 'module') {
        const { kind, ...made } = nixosSteps(block, what.shape, situation.following, state)
        return draft(kind, made)
      }
      return quoted(situation, state, draft) ?? nix(what, draft, situation, state)
    }
    case 'code':
      state.unsettle()
      return quoted(situation, state, draft) ?? draft('unknown', NONE)
    case 'unknown':
      state.unsettle()
      return draft('unknown', NONE)
  }
}

const NONE: Made = { steps: [], reasons: [] }

type ToDraft = (kind: CheckKind, made: Made, first?: string) => Draft

function nix(
  what: Understanding & { readonly kind: 'nix' },
  draft: ToDraft,
  { block, told }: Situation,
  state: State,
): Draft {
  const { kind, ...made } = nixSteps(block, what.shape)
  if (kind === 'nix fragment') state.unsettle()
  const [only] = made.steps
  // What is to fail has no value.
  const { expect = 'ok' } = told.directive
  if (only?.do === 'evaluate' && (expect === 'ok' || (expect !== 'fail' && !expect.fail)))
    state.lastValue = only
  return draft(kind, made)
}

function listing(what: Understanding & { readonly kind: 'listing' }, state: State): Made {
  const made = listingSteps(what.listed, state)
  if (state.workspace) return made
  return { steps: [], reasons: ['No workspace is given that could have them'] }
}

/** A block that nobody names, but that a file of the workspace contains. */
function quoted({ block }: Situation, state: State, draft: ToDraft): Draft | undefined {
  const path = quotedFrom(block, (file) => fits(file, block.language), state)
  if (path === undefined) return undefined
  const steps = [{ do: 'compare', path, part: true, ...excerptOf(block.lines)! } as const]
  return draft(
    'file',
    { steps, reasons: [] },
    `Its text is a part of "${path}", and has to stay so`,
  )
}

function outputSteps(block: Block, state: State): Made {
  const excerpt = excerptOf(block.lines)
  if (!excerpt || state.lastCommands === undefined)
    return { steps: [], reasons: ['Nothing was run before it'] }
  return {
    steps: [{ do: 'output', of: state.lastCommands, ...excerpt }],
    reasons: [`It is held against what the block on line ${state.lastCommands} printed`],
  }
}

function asDirected(
  given: NonNullable<Directed['directive']['file']>,
  { block }: Situation,
  state: State,
): Made {
  const { path, mode, part = false } = typeof given === 'string' ? { path: given } : given
  const excerpt = excerptOf(block.lines)
  if (!excerpt) return { steps: [], reasons: ['It is empty'] }
  const file: NamedFile = { names: [path], why: '', sure: true }
  if (mode === undefined && (state.given.has(path) || part)) {
    return fileSteps(
      block,
      file,
      { part: part || isElided(excerpt.text), shownAgain: () => false },
      state,
    )
  }
  state.names.add(path)
  if (mode !== 'equal') state.made.set(path, 'shown')
  if (mode !== 'equal')
    return { steps: [{ do: 'write', path, ...excerpt }], reasons: [`It is written to "${path}"`] }
  return {
    steps: [{ do: 'compare', path, part, ...excerpt }],
    reasons: [`"${path}" has to ${part ? 'contain' : 'equal'} it`],
  }
}

const NIX_KINDS: Readonly<Record<NixShape['kind'], CheckKind>> = {
  broken: 'nix fragment',
  build: 'nix package',
  expression: 'nix expression',
  flake: 'file',
  fragment: 'nix fragment',
  module: 'nixos',
  package: 'nix package',
}

function kindOf(what: Understanding): CheckKind {
  if (what.kind === 'shell') return 'commands'
  if (what.kind === 'nix') return NIX_KINDS[what.shape.kind]
  if (what.kind === 'value') return 'output'
  return what.kind === 'code' ? 'unknown' : what.kind
}
