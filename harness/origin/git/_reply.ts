import type { Readable } from 'node:stream'
import type { OriginRequest, OriginResponse } from '../origin.ts'
import type { CommitData, Refusal } from './_forge.ts'
import { runGit, streamGit } from './_git.ts'
import type { Replay } from './_replay.ts'
import { incomplete, sizeOf, type TreeEntry } from './_tree.ts'

export function refuse({ status, body }: Refusal): OriginResponse {
  return typeof body === 'string'
    ? { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body }
    : {
        status,
        headers: { 'content-type': 'application/json; charset=utf-8' },
        body: JSON.stringify(body),
      }
}

export function replyJson(value: string | object): OriginResponse {
  return typeof value === 'string'
    ? {
        status: 200,
        headers: { 'content-type': 'application/vnd.github.sha; charset=utf-8' },
        body: value,
      }
    : refuse({ status: 200, body: value })
}

/** A client that has this already says so, and need not get it again (RFC 9110, 13.1.2). */
export function isFresh({ headers }: OriginRequest, etag: string): boolean {
  const bare = (tag: string): string => tag.trim().replace(/^W\//, '')
  return (headers['if-none-match'] ?? '').split(',').map(bare).includes(bare(etag))
}

/** A file as it is in the repository: attributes have no influence here, a symlink is its target. */
export async function replyFile(
  replay: Replay,
  request: OriginRequest,
  { id }: TreeEntry,
): Promise<OriginResponse> {
  const etag = `"${id}"`
  if (isFresh(request, etag)) return { status: 304, headers: { etag } }
  const size = await sizeOf(replay, id)
  if (size === undefined) throw incomplete(replay.clone.path, `The file ${id} is missing`)
  const headers = { etag, 'content-length': size, 'cache-control': 'max-age=300' }
  if (request.method === 'HEAD') return { status: 200, headers }
  const args = ['--git-dir', replay.gitDir, 'cat-file', 'blob', id]
  const body = await streamGit(replay.git, args, { signal: request.signal })
  const contentType = (await startsAsText(body))
    ? 'text/plain; charset=utf-8'
    : 'application/octet-stream'
  return { status: 200, headers: { ...headers, 'content-type': contentType }, body }
}

/** As git tells text from binary: there is no NUL at its beginning. */
async function startsAsText(body: Readable): Promise<boolean> {
  const first = body.read() as Buffer | null
  if (first === null) return true
  body.unshift(first)
  return !first.subarray(0, 8000).includes(0)
}

/** Reads what the hosts' APIs tell of a commit. */
export async function readCommit({ git, gitDir }: Replay, commit: string): Promise<CommitData> {
  const fields = ['%H', '%T', '%P', '%an', '%ae', '%aI', '%cn', '%ce', '%cI', '%B']
  const format = `--format=${fields.join('%x00')}`
  const text = await runGit(git, ['--git-dir', gitDir, 'log', '-1', format, commit])
  const [
    sha = '',
    tree = '',
    parents = '',
    an = '',
    ae = '',
    ad = '',
    cn = '',
    ce = '',
    cd = '',
    message = '',
  ] = text.split('\0')
  const utc = (date: string): string => new Date(date).toISOString().replace('.000Z', 'Z')
  return {
    sha,
    tree,
    parents: parents.split(' ').filter(Boolean),
    author: { name: an, email: ae, date: utc(ad) },
    committer: { name: cn, email: ce, date: utc(cd) },
    message: message.trimEnd(),
  }
}
