import { NixproofError } from '../../errors.ts'
import { invalid, type Clone } from './_clone.ts'
import { nearest } from './_nearest.ts'
import type { Refs } from './_refs.ts'

/** Why the revision that the call names cannot be replayed, and what to do. */
export function noRevision(clone: Clone, rev: string, refs: Refs): NixproofError {
  const near = nearestRefs(rev, refs)
  if (clone.shallow && (isCommitId(rev) || near.length === 0)) {
    return new NixproofError('ORIGIN_INCOMPLETE', `The shallow clone has no revision "${rev}"`, {
      wanted: `The commit "${rev}" in "${clone.path}"`,
      found: 'A clone with a part of the history',
      next: `Fetch the rest: git -C "${clone.path}" fetch --unshallow --tags`,
    })
  }
  return invalid(clone.path, `has no revision "${rev}"`, {
    wanted: 'A branch, a tag or a commit of the clone',
    found: near.length > 0 ? `The nearest are ${quoted(near)}` : 'Nothing with a similar name',
    next: `Look at them with: git -C "${clone.path}" show-ref`,
  })
}

/** The nearest branches and tags, by their short names. */
export function nearestRefs(rev: string, refs: Refs): readonly string[] {
  const short = (name: string): string => name.replace(/^refs\/(heads|tags)\//, '')
  return nearest(short(rev), new Set([...refs.keys()].map(short)))
}

export function isCommitId(text: string): boolean {
  return /^[0-9a-f]{4,64}$/i.test(text)
}

export function quoted(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ')
}
