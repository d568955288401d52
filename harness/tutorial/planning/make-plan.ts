import { understand, type Understanding } from '../classify/understand.ts'
import { Names, type Workspace } from '../classify/workspace.ts'
import { directivesOf, type Directed } from '../directives/of-document.ts'
import type { SidecarFile } from '../directives/read-sidecar.ts'
import type { TextFinding } from '../finding.ts'
import type { Block, MarkdownDocument } from '../markdown/document.ts'
import { readDocument } from '../markdown/read-document.ts'
import { draftOf } from './_block-draft.ts'
import type { Draft } from './_draft.ts'
import { isElided } from './_file-steps.ts'
import { pathFindings } from './_drift.ts'
import { directed, directedReasons } from './_expectation.ts'
import { proseAfter } from './_following.ts'
import { leaveOutWhatComes } from './_later.ts'
import { askServers } from './_servers.ts'
import { State } from './_state.ts'
import { nothing, openFences, unservedFinding } from './_text-findings.ts'
import type { Check, Plan } from './plan.ts'

export interface PlanInput {
  /** As it is called in plan and findings; `.mdx` is read as MDX. */
  readonly file: string
  readonly text: string
  readonly sidecar?: SidecarFile
  /** The reader's files; without them nothing is held against any. */
  readonly workspace?: Workspace
}

export interface Planned {
  readonly plan: Plan
  /** In the order of the text, those of the sidecar last. */
  readonly findings: readonly TextFinding[]
}

/**
 * Makes the plan of a tutorial out of its text: what each code block is, what is to be done with it,
 * and why. Pure, and there is no failure: what is wrong is a finding.
 */
export function makePlan({ file, text, sidecar, workspace }: PlanInput): Planned {
  const document = readDocument(text, file.endsWith('.mdx') ? 'mdx' : 'markdown')
  const directives = directivesOf(document, file, sidecar)
  const given = new Names(workspace?.files)
  const understood = understandAll(
    document,
    (block) => directives.of(block),
    (name) => given.filesNamed(name).length > 0,
  )
  const state = new State(workspace)
  const following = proseAfter(document)
  const tells = understood.some(
    ({ what }) =>
      what.kind === 'shell' && what.session.commands.some(({ prompt }) => prompt === 'nix-shell'),
  )
  const shownAgain = shownLater(understood)
  const drafts = understood.map(({ block, what, told }) =>
    draftOf(
      { block, what, told, following: following(block), promptsTell: tells, shownAgain },
      state,
    ),
  )
  leaveOutWhatComes(drafts)
  const { unserved } = askServers(document, drafts)
  const checks = drafts.map((draft) => toCheck(draft, directives.of(draft.block)))
  const inText = [
    ...openFences(document, file),
    ...unserved.map((url) => unservedFinding(url, file)),
    ...(workspace
      ? pathFindings(document, {
          file,
          known: state.names,
          listed: state.listed,
          isAround: (path) => workspace.around?.(path) ?? false,
        })
      : []),
  ]
  const plan: Plan = { format: 2, tutorial: file, checks }
  const findings = [...inText, ...directives.findings].toSorted(byPlace(file))
  return { plan, findings: [...findings, ...nothing(plan, document)] }
}

/** In the order of the text, and then of the sidecar. */
function byPlace(text: string): (one: TextFinding, other: TextFinding) => number {
  const rank = ({ place }: TextFinding) => (place.file === text ? 0 : 1)
  return (one, other) =>
    rank(one) - rank(other) ||
    (one.place.line ?? 0) - (other.place.line ?? 0) ||
    (one.place.column ?? 0) - (other.place.column ?? 0)
}

interface Understood {
  readonly block: Block
  readonly what: Understanding
  readonly told: Directed
}

function understandAll(
  { blocks }: MarkdownDocument,
  told: (block: Block) => Directed,
  isGiven: (name: string) => boolean,
): Understood[] {
  const all: Understood[] = []
  for (const block of blocks) {
    const previous = all.at(-1)
    const sameSection = previous?.block.headings.join('\n') === block.headings.join('\n')
    const what = understand(block, sameSection ? leadsToOutput(all) : undefined, isGiven)
    all.push({ block, what, told: told(block) })
  }
  return all
}

/** Output may be shown in more than one block. */
function leadsToOutput(all: readonly Understood[]): Understanding | undefined {
  return all.findLast(({ what }) => what.kind !== 'output')?.what
}

/** Whether a later block shows the whole of a file that one shows. */
function shownLater(understood: readonly Understood[]): (block: Block, path: string) => boolean {
  const last = new Map<string, number>()
  for (const { block, what } of understood) {
    if (what.kind !== 'file' || isElided(block.text)) continue
    if (what.shape?.kind === 'fragment') continue
    for (const name of what.file.names.slice(0, 1)) last.set(name.replace(/^\.\//, ''), block.index)
  }
  return ({ index }, path) => {
    const parts = path.split('/')
    const tails = parts.map((_, from) => parts.slice(from).join('/'))
    return tails.some((tail) => (last.get(tail) ?? -1) > index)
  }
}

function toCheck(draft: Draft, told: Directed): Check {
  const { block, kind, reasons, steps } = draft
  const given = directed(told)
  const [title, ...rest] = block.headings
  const sections = rest.length ? rest : title === undefined ? [] : [title]
  const { start, end } = block.position
  const why = reasons.at(-1) ?? ''
  const skip = given.skip ?? (steps.length === 0 ? { reason: why } : undefined)
  return {
    name: [...sections, `line ${start.line}`].join(' > '),
    line: start.line,
    lastLine: end.line,
    block: block.index,
    language: block.language,
    kind,
    ...given,
    reasons: [...reasons, ...directedReasons(told)],
    steps,
    ...(skip && { skip }),
  }
}
