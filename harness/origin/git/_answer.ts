import type { OriginRequest, OriginResponse } from '../origin.ts'
import { replyGit } from './_backend.ts'
import type { Named, Refusal, Route } from './_forge.ts'
import { streamGit } from './_git.ts'
import { inspectCommit } from './_inspect.ts'
import type { Ledger } from './_ledger.ts'
import type { Replay } from './_replay.ts'
import { isFresh, readCommit, refuse, replyFile, replyJson } from './_reply.ts'
import { resolveRevision, splitTarget, type Resolved } from './_resolve.ts'
import { findFile, requireWhole } from './_tree.ts'

/** Does what a route asks for. */
export async function answerRoute(
  replay: Replay,
  ledger: Ledger,
  request: OriginRequest,
  route: Route,
): Promise<OriginResponse> {
  const { url } = request
  if (route.do === 'git') return replyGit(replay, request, route.path)
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return refuse({ status: 405, body: 'Method Not Allowed' })
  }
  switch (route.do) {
    case 'redirect': {
      const found = route.revision && (await resolveRevision(replay, route.revision))
      if (found && 'ambiguous' in found) return ambiguous(found)
      return {
        status: 302,
        headers: { location: route.to, 'content-type': 'text/html; charset=utf-8' },
      }
    }
    case 'repository':
      return replyJson(route.show(replay.defaultBranch))
    case 'commit':
    case 'archive': {
      const found = await resolveRevision(replay, route.revision)
      if (!found) return missRevision(replay, ledger, url, route.revision, route.missing)
      if ('ambiguous' in found) return ambiguous(found)
      const { commit } = found
      return route.do === 'commit'
        ? replyJson(route.show(await readCommit(replay, commit)))
        : replyArchive(replay, ledger, request, route, { name: route.revision, commit })
    }
    case 'file': {
      const { revision, resolved, path } = await splitTarget(replay, route.target)
      if (!resolved) return missRevision(replay, ledger, url, revision, route.missing)
      if ('ambiguous' in resolved) return ambiguous(resolved)
      const file = await findFile(replay, resolved.commit, path)
      if (file) return replyFile(replay, request, file)
      await ledger.missPath(replay, url, { name: revision, commit: resolved.commit }, path)
      return refuse(route.missing)
    }
  }
}

async function replyArchive(
  replay: Replay,
  ledger: Ledger,
  request: OriginRequest,
  route: Route & { do: 'archive' },
  named: Named,
): Promise<OriginResponse> {
  const { commit } = named
  const folder = route.folder(named)
  // A tar.gz of one commit under one folder never has other bytes.
  const etag = `W/"${commit}-${route.format}"`
  if (isFresh(request, etag)) return { status: 304, headers: { etag } }
  const headers = {
    etag,
    'content-type': route.contentType,
    'content-disposition': `attachment; filename=${folder}.${route.format}`,
  }
  await requireWhole(replay, commit)
  if (request.method === 'HEAD') return { status: 200, headers }
  const args = ['archive', `--format=${route.format}`, `--prefix=${folder}/`, commit]
  const where = ['--git-dir', replay.gitDir]
  const noted = ledger.note(commit, () => inspectCommit(replay, commit))
  const started = streamGit(replay.git, [...where, ...args], { signal: request.signal })
  const [body] = await Promise.all([started, noted]).catch(async (error: unknown) => {
    const stream = await started.catch(() => undefined)
    stream?.destroy()
    throw error
  })
  return { status: 200, headers, body }
}

async function missRevision(
  replay: Replay,
  ledger: Ledger,
  url: URL,
  revision: string,
  missing: Refusal,
): Promise<OriginResponse> {
  ledger.missRevision(replay, url, revision)
  return refuse(missing)
}

/**
 * GitHub's answer; `refs/heads/…` or `refs/tags/…` in the address says which is meant. The other
 * hosts choose one of them, which one is not documented: a guess would be a wrong hash some day.
 */
function ambiguous({
  ambiguous: refs,
}: Resolved & { ambiguous: readonly string[] }): OriginResponse {
  const body = `the given path has multiple possibilities: ${refs.join(', ')}`
  return refuse({ status: 300, body })
}
