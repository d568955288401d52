import type { Readable } from 'node:stream'
import type { OriginRequest, OriginResponse } from '../origin.ts'
import { readCgiHeader } from './_cgi.ts'
import { streamGit } from './_git.ts'
import type { Replay } from './_replay.ts'
import { incomplete } from './_tree.ts'

/** `git clone` and `git fetch`, answered by git's own server program, git-http-backend(1). */
export async function replyGit(
  replay: Replay,
  { method, url, headers, body, signal }: OriginRequest,
  path: string,
): Promise<OriginResponse> {
  if (replay.partial && method === 'POST') {
    throw incomplete(replay.clone.path, 'A partial clone, of which no other clone can be made')
  }
  const env = {
    GIT_PROJECT_ROOT: replay.gitDir,
    GIT_HTTP_EXPORT_ALL: '1',
    GATEWAY_INTERFACE: 'CGI/1.1',
    REQUEST_METHOD: method,
    PATH_INFO: `/${path}`,
    QUERY_STRING: url.search.slice(1),
    CONTENT_TYPE: headers['content-type'] ?? '',
    HTTP_CONTENT_ENCODING: headers['content-encoding'] ?? '',
    GIT_PROTOCOL: String(headers['git-protocol'] ?? ''),
    ...(headers['content-length'] ? { CONTENT_LENGTH: headers['content-length'] } : {}),
  }
  const input: { input?: Readable } = method === 'POST' ? { input: body } : {}
  const stream = await streamGit(replay.git, ['http-backend'], { ...input, env, signal })
  return { ...(await readCgiHeader(stream)), body: stream }
}
