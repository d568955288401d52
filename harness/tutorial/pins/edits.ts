import { formatHash } from '../../nar/notation.ts'
import type { Edit } from '../fixing/edit.ts'
import type { Judgement } from './judgement.ts'
import type { Window } from './windows.ts'

/**
 * What to write: `hash` the current hash, `pin` also the commit in place of a branch, `at-pin` the
 * commit that the hash is of, and the hash untouched.
 */
export type EditMode = 'hash' | 'pin' | 'at-pin'

/** The smallest edits that mend pins. Where two pins want one place to be different, none is made. */
export function editsFor(
  judgements: readonly Judgement[],
  windows: readonly Window[],
  mode: EditMode,
): Edit[] {
  const edits = new Map<string, Edit | undefined>()
  for (const judgement of judgements) {
    for (const edit of mode === 'at-pin' ? atPin(judgement, windows) : current(judgement, mode)) {
      const key = JSON.stringify([edit.file, edit.from, edit.to])
      const other = edits.has(key) ? edits.get(key) : edit
      edits.set(key, other?.text === edit.text ? edit : undefined)
    }
  }
  return [...edits.values()].filter((edit) => edit !== undefined)
}

function current(judgement: Judgement, mode: EditMode): Edit[] {
  const { content, moving, revision } = judgement
  const judged = content.state !== 'unjudged' && content.state !== 'unreachable'
  const commit = mode === 'pin' && moving && judged ? revision?.commit : undefined
  return [...hashEdit(judgement), ...(commit === undefined ? [] : commitEdit(judgement, commit))]
}

function hashEdit({ pin, content }: Judgement): Edit[] {
  const { hash, snippet } = pin
  const refused = content.state === 'invalid' && hash.state === 'invalid' ? hash.digest : undefined
  const got = ('got' in content ? content.got : undefined) ?? refused
  if (!got || content.state === 'ok' || !('span' in hash) || !hash.span) return []
  const text = formatHash(hash.state === 'given' ? hash.hash : hash.like, got)
  const quoted = hash.state === 'fake' && hash.quote ? `"${text}"` : text
  return [{ file: snippet.file, ...hash.span, text: quoted }]
}

function atPin(judgement: Judgement, windows: readonly Window[]): Edit[] {
  const commit = commitOfHash(judgement, windows)
  return commit === undefined ? hashEdit(openHash(judgement)) : commitEdit(judgement, commit)
}

/** With `at-pin` a hash that stands for something is left as it is. */
function openHash(judgement: Judgement): Judgement {
  const { state } = judgement.content
  const open = /^(empty|fake|invalid)$/.test(state)
  return open ? judgement : { ...judgement, content: { state: 'ok' } }
}

/**
 * The commit that a hash is of: one at which the whole snippet works, if there is one, and of
 * several the newest. What works already and does not move needs none.
 */
function commitOfHash(judgement: Judgement, windows: readonly Window[]): string | undefined {
  const { content, moving, revision } = judgement
  const window = windows.find(({ judgements }) => judgements.includes(judgement))
  const together = window?.runs.at(-1)?.last.id
  if (together !== undefined) return together
  if (content.state === 'ok') return moving ? revision?.commit : undefined
  const archaeology = 'archaeology' in content ? content.archaeology : undefined
  return (archaeology?.runs.at(-1)?.last ?? archaeology?.elsewhere?.last)?.id
}

function commitEdit({ pin, revision }: Judgement, commit: string): Edit[] {
  const { source, snippet } = pin
  if (source.kind === 'unknown' || !revision) return []
  const named = source.kind === 'file' ? source.revisionAt(revision.name.length) : source.revision
  if (!named.span) return []
  return [{ file: snippet.file, ...named.span, text: `${named.commitPrefix}${commit}` }]
}
