import { isJudged, type Call, type Fetcher } from './call.ts'
import type { Literal } from './literal.ts'
import type { Host, Repository, Revision, Source } from './pin.ts'
import { revisionIn } from './revision.ts'
import type { Snippet } from './snippet.ts'
import { decodePath, encodedLength, hostOf, parseCloneUrl, parseUrl } from './url.ts'

type Text = Literal & { readonly kind: 'string' }
type Forge =
  | 'fetchFromGitHub'
  | 'fetchFromGitLab'
  | 'fetchFromCodeberg'
  | 'fetchFromGitea'
  | 'fetchFromForgejo'

/** Arguments that make the result something else than the plain content of a revision. */
const CHANGES = [
  'postFetch',
  'extraPostFetch',
  'postCheckout',
  'rootDir',
  'sparseCheckout',
  'curlOpts',
  'curlOptsList',
]
const FLAGS = [
  'fetchSubmodules',
  'leaveDotGit',
  'deepClone',
  'fetchLFS',
  'forceFetchGit',
  'submodules',
  'lfs',
]

const HOSTS: Record<Forge, Host | undefined> = {
  fetchFromGitHub: 'github',
  fetchFromGitLab: 'gitlab',
  fetchFromCodeberg: 'codeberg',
  fetchFromGitea: undefined,
  fetchFromForgejo: undefined,
}

/** What a call fetches. Whatever cannot be told apart from its text alone is "unknown", with why. */
export function sourceOf(call: Call, snippet: Snippet, before: number): Source {
  const { fetcher } = call
  if (!isJudged(fetcher)) return { kind: 'unknown', why: 'only Nix can tell what it fetches' }
  try {
    const special = [
      ...CHANGES.filter((name) => call.attribute(name) !== undefined),
      ...FLAGS.filter((name) => !isOff(call.attribute(name))),
    ]
    if (special.length > 0) throw new Unknown(`\`${special[0]}\` changes what is fetched`)
    const read = new Reader(call, snippet, before)
    if (fetcher in HOSTS) return read.forge(fetcher as Forge)
    if (fetcher === 'fetchgit' || fetcher === 'fetchGit') return read.clone(fetcher)
    return read.download(fetcher)
  } catch (error) {
    if (error instanceof Unknown) return { kind: 'unknown', why: error.message }
    throw error
  }
}

class Unknown extends Error {}

class Reader {
  readonly #call: Call
  readonly #snippet: Snippet
  readonly #before: number

  constructor(call: Call, snippet: Snippet, before: number) {
    this.#call = call
    this.#snippet = snippet
    this.#before = before
  }

  forge(fetcher: Forge): Source {
    const domain = this.#optional(fetcher === 'fetchFromGitHub' ? 'githubBase' : 'domain')
    const host = domain ? hostOf(domain.value) : HOSTS[fetcher]
    if (!host)
      throw new Unknown(`\`domain\` is "${domain?.value ?? ''}", for which there is no origin`)
    const group = this.#optional('group')?.value
    const owner = this.#required('owner').value
    const repository = {
      host,
      owner: group ? `${group}/${owner}` : owner,
      repo: this.#required('repo').value,
    }
    const tag = this.#optional('tag')
    if (tag) {
      const revision = this.#revision(tag)
      // `tag` takes no commit, so there is nothing to write into it.
      return this.#tree(repository, {
        ...revision,
        name: `refs/tags/${tag.value}`,
        span: undefined,
      })
    }
    return this.#tree(repository, this.#revision(this.#required('rev')))
  }

  clone(fetcher: 'fetchgit' | 'fetchGit'): Source {
    const url = this.#required('url')
    const repository = parseCloneUrl(url.value)
    if (!repository)
      throw new Unknown(`"${url.value}" is no repository that there is an origin for`)
    const revision = this.#cloned(url)
    if (fetcher === 'fetchGit') return { kind: 'commit', repository, revision }
    return { kind: 'tree', repository, revision, content: 'checkout' }
  }

  download(fetcher: Fetcher): Source {
    const url = this.#required('url')
    const source = parseUrl(url.value)
    if (!source)
      throw new Unknown(`"${url.value}" is not out of a repository that there is an origin for`)
    const { repository, at } = source
    const unpacks = fetcher === 'fetchzip' || fetcher === 'fetchTarball'
    if (source.kind === 'file') {
      if (unpacks)
        throw new Unknown('an archive that is a file of a repository is unpacked by Nix only')
      const prefix =
        repository.host === 'codeberg'
          ? (/^(branch|tag|commit)\//.exec(source.rest)?.[0] ?? '')
          : ''
      const encoded = source.rest.slice(prefix.length)
      const rest = decodePath(encoded)
      const revisionAt = (length: number) => {
        const to = at + prefix.length + encodedLength(encoded, length)
        const written = revisionIn(url, at, to, this.#snippet, this.#before)
        const name = rest.slice(0, length)
        return { ...written, name, commitPrefix: prefix && 'commit/' }
      }
      return {
        kind: 'file',
        repository,
        rest,
        revisionAt,
        form: this.#form(),
      }
    }
    if (!unpacks)
      throw new Unknown('the bytes of an archive are made by its host, and change; use fetchzip')
    if (!source.tar)
      throw new Unknown('what a zip file has can only be told by unpacking it; use .tar.gz')
    if (this.#call.attribute('stripRoot') && isOff(this.#call.attribute('stripRoot'))) {
      throw new Unknown('`stripRoot = false` keeps a directory that its host names')
    }
    const { revision } = source
    const span = revisionIn(url, at, at + revision.length, this.#snippet, this.#before)
    return this.#tree(repository, { ...span, name: decodePath(revision) })
  }

  #cloned(url: Text): Revision {
    const rev = this.#optional('rev')
    if (rev) return this.#revision(rev)
    // `ref` takes no commit, and where there is no `rev` there is nothing to write it into.
    const ref = this.#optional('ref')
    if (ref) return { ...this.#revision(ref), span: undefined }
    const place = this.#snippet.placeOf(url.from - this.#before)
    return { name: 'HEAD', place, span: undefined, commitPrefix: '' }
  }

  #tree(repository: Repository, revision: Revision): Source {
    return { kind: 'tree', repository, revision, content: 'archive' }
  }

  #form(): 'flat' | 'nar' | 'executable' {
    if (!isOff(this.#call.attribute('executable'))) return 'executable'
    return isOff(this.#call.attribute('recursiveHash')) ? 'flat' : 'nar'
  }

  #revision(text: Text): Revision {
    return revisionIn(text, 0, text.value.length, this.#snippet, this.#before)
  }

  #optional(name: string): Text | undefined {
    const value = this.#call.attribute(name)
    if (!value || (value.kind === 'constant' && value.value === null)) return undefined
    if (value.kind === 'string') return value
    throw new Unknown(
      value.kind === 'unknown' ? `\`${name}\`: ${value.why}` : `\`${name}\` is not text`,
    )
  }

  #required(name: string): Text {
    const value = this.#optional(name)
    if (value) return value
    throw new Unknown(`it has no \`${name}\` in this text`)
  }
}

function isOff(value: Literal | undefined): boolean {
  return value === undefined || (value.kind === 'constant' && value.value !== true)
}

/** Fetchers of the language itself do without a hash; those of nixpkgs fail then. */
export function worksWithoutHash(fetcher: string, written: string): boolean {
  return fetcher === 'fetchTarball' || fetcher === 'fetchGit' || written.startsWith('builtins.')
}
