import { NixproofError } from '../../errors.ts'
import { HOSTS, type GitHost } from './_forge.ts'

/** A local clone, and the repository that it stands in for. */
export interface GitOriginOptions {
  readonly host: GitHost
  /** On GitLab also a group with its subgroups: `group/sub`. */
  readonly owner: string
  readonly repo: string
  /** The clone: its directory, a worktree of it, or a bare repository. */
  readonly path: string
  /**
   * What the default branch points at, as git names revisions in the clone: `v1.0`, `main~3`, a
   * commit. Default: where the clone's own branch of that name is.
   */
  readonly rev?: string
}

const FORMS = HOSTS.map((host) => `${host}:OWNER/REPO=PATH[@REV]`).join('\n')
const NAME = /^[\w.-]+$/

/**
 * Reads the value of `--origin`. The last `@` is where the revision begins: a path with an `@` of
 * its own needs one too, `PATH@HEAD`.
 *
 * @throws NixproofError USAGE with the allowed forms.
 */
export function parseOriginFlag(text: string): GitOriginOptions {
  const {
    host,
    slug = '',
    target = '',
  } = /^(?<host>[^:]*):(?<slug>[^=]*)=(?<target>.*)$/s.exec(text)?.groups ?? {}
  const names = slug.split('/')
  const [, path = '', rev] = /^(.*?)(?:@([^@]*))?$/s.exec(target) ?? []
  const known = HOSTS.find((one) => one === host)
  const groups = names.length === 2 || (known === 'gitlab' && names.length > 2)
  if (!known || !groups || !names.every((name) => NAME.test(name)) || path === '' || rev === '') {
    throw new NixproofError('USAGE', 'An origin is not understood', {
      wanted: FORMS,
      found: `"${text}"`,
      next: 'Name the host, the repository, and the local clone that stands in for it',
    })
  }
  const owner = names.slice(0, -1).join('/')
  const repo = (names.at(-1) ?? '').replace(/\.git$/, '')
  return { host: known, owner, repo, path, ...(rev === undefined ? {} : { rev }) }
}
