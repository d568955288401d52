import type { Commit, Repository } from '../../git/repository.ts'
import type { HashProgress } from '../../nar/hash-trees.ts'
import { dig } from './dig.ts'
import { everyCommit, fileContent, treeContent, type Fetched } from './content.ts'
import {
  unjudged,
  type Archaeology,
  type Content,
  type Judgement,
  type Moving,
} from './judgement.ts'
import { algorithmIn } from './hash.ts'
import type { Pin, Repository as Named, Revision, Source } from './pin.ts'
import { valueRuns } from './timeline.ts'
import { nameOf, sameRepository } from './url.ts'

/** A clone that stands in for a repository. */
export interface PinOrigin {
  readonly named: Named
  readonly repository: Repository
}

export interface JudgeOptions {
  readonly signal: AbortSignal
  /** Commits before this date are not looked at, as `git log --since` takes it. */
  readonly since?: string | undefined
  readonly onProgress?: (pin: Pin, progress: HashProgress) => void
}

/** Finds out about a pin what its origin says. */
export async function judgePin(
  pin: Pin,
  origins: readonly PinOrigin[],
  options: JudgeOptions,
): Promise<Judgement> {
  const judgement = await judgeByOrigin(pin, origins, options)
  // A hash that Nix refuses is wrong whatever it is the hash of.
  return judgement.content.state === 'unjudged' && pin.hash.state === 'invalid'
    ? { ...judgement, content: { state: 'invalid', got: undefined } }
    : judgement
}

async function judgeByOrigin(
  pin: Pin,
  origins: readonly PinOrigin[],
  options: JudgeOptions,
): Promise<Judgement> {
  const { source, hash } = pin
  const no = { repository: undefined, revision: undefined, path: undefined, moving: undefined }
  const nothing = { pin, ...no, notes: [] }
  if (hash.state === 'unknown') return { ...nothing, content: unjudged(hash.why) }
  if (source.kind === 'unknown') {
    // An empty hash is wrong whatever it is the hash of.
    const content = 'like' in hash ? { state: hash.state, got: undefined } : unjudged(source.why)
    return { ...nothing, content }
  }
  const repository = nameOf(source.repository)
  const origin = origins.find(({ named }) => sameRepository(named, source.repository))
  if (!origin) {
    const why = `no origin was given for ${repository}`
    return { ...nothing, repository, content: unjudged(why, `--origin ${repository}=PATH`) }
  }
  return new Judge(pin, origin.repository, options).judge(source)
}

class Judge {
  readonly #pin: Pin
  readonly #repository: Repository
  readonly #options: JudgeOptions

  constructor(pin: Pin, repository: Repository, options: JudgeOptions) {
    this.#pin = pin
    this.#repository = repository
    this.#options = options
  }

  async judge(source: Exclude<Source, { kind: 'unknown' }>): Promise<Judgement> {
    const { revision, path } = await this.#aim(source)
    const resolved = await this.#repository.resolve(revision.name)
    const common = {
      pin: this.#pin,
      repository: nameOf(source.repository),
      revision: { name: revision.name, commit: resolved?.commit },
      path,
    }
    const fetched = source.kind === 'commit' ? undefined : this.#fetched(source, path)
    if (!resolved) {
      const nearest = this.#repository.nearestRefs(revision.name)
      const archaeology = fetched && (await this.#dig(fetched, this.#repository.replay.head))
      const content = {
        state: 'unreachable',
        what: 'revision',
        nearest,
        movedTo: undefined,
        gotThere: undefined,
        archaeology,
      } as const
      return { ...common, content, moving: undefined, notes: [] }
    }
    const notes = source.kind === 'tree' ? await this.#repository.notes(resolved.commit) : []
    const filledIn =
      source.repository.host === 'gitlab' && notes.some(({ code }) => code === 'LFS_POINTERS')
    const content = filledIn
      ? unjudged('GitLab puts files of Git LFS into archives, and a clone does not have them')
      : fetched
        ? await this.#content(fetched, source, resolved.commit, path)
        : { state: 'ok' as const }
    const moving =
      resolved.branch === undefined
        ? undefined
        : await this.#moving(fetched ?? everyCommit, resolved.branch, resolved.commit, content)
    return { ...common, content, moving, notes }
  }

  async #aim(
    source: Exclude<Source, { kind: 'unknown' }>,
  ): Promise<{ revision: Revision; path: string | undefined }> {
    if (source.kind !== 'file') return { revision: source.revision, path: undefined }
    const { revision, path } = await this.#repository.split(source.rest)
    return { revision: source.revisionAt(revision.length), path }
  }

  #fetched(source: Exclude<Source, { kind: 'unknown' | 'commit' }>, path = ''): Fetched {
    const algorithm = algorithmIn(this.#pin.hash)
    if (source.kind === 'file') return fileContent(this.#repository, path, source.form, algorithm)
    const { signal, onProgress } = this.#options
    return treeContent(this.#repository, source.content, algorithm, {
      signal,
      ...(onProgress && { onProgress: (progress) => onProgress(this.#pin, progress) }),
    })
  }

  async #content(
    fetched: Fetched,
    source: Source,
    id: string,
    path: string | undefined,
  ): Promise<Content> {
    const { hash } = this.#pin
    const commit = { id, tree: await this.#repository.treeOf(id), time: 0 }
    const [there] = await fetched.contents([commit])
    if (there === undefined) return this.#pathGone(fetched, commit, source, path!)
    const [got] = await fetched.digests([commit])
    if (!got) {
      return unjudged('its attributes or submodules make a checkout differ from what git stores')
    }
    if ('like' in hash) return { state: hash.state, got }
    if (hash.state === 'none') {
      return this.#pin.hashOptional ? { state: 'ok', got } : { state: 'empty', got }
    }
    if (hash.state === 'given' && hash.hash.digest.equals(got)) return { state: 'ok', got }
    return { state: 'stale', got, archaeology: (await this.#dig(fetched, id))! }
  }

  async #pathGone(
    fetched: Fetched,
    commit: Commit,
    source: Source,
    path: string,
  ): Promise<Content> {
    const movedTo = await this.#repository.movedTo(commit.id, path)
    let gotThere: Buffer | undefined
    if (movedTo !== undefined && source.kind === 'file') {
      const [digest] = await this.#fetched(source, movedTo).digests([commit])
      gotThere = digest
    }
    const nearest =
      movedTo === undefined ? await this.#repository.nearestPaths(commit.id, path) : []
    const archaeology = await this.#dig(fetched, commit.id)
    return { state: 'unreachable', what: 'path', nearest, movedTo, gotThere, archaeology }
  }

  async #dig(fetched: Fetched, commit: string): Promise<Archaeology | undefined> {
    return dig(this.#repository, this.#pin.hash, fetched, commit, this.#options.since)
  }

  async #moving(
    fetched: Pick<Fetched, 'contents'> & Partial<Fetched>,
    branch: string,
    commit: string,
    content: Content,
  ): Promise<Moving> {
    const commits = await this.#repository.chain(commit, this.#options.since)
    const contents = await fetched.contents(commits)
    const timeline = { commits, contents }
    const { hash } = this.#pin
    let fits: boolean[] | undefined
    if (hash.state === 'given' && content.state === 'ok') {
      // The same content has the same hash: no need to hash what differs.
      fits = contents.map((id) => id === contents.at(-1))
    } else if (hash.state === 'given' && fetched.digests) {
      const digests = await fetched.digests(commits)
      fits = digests.map((digest) => digest?.equals(hash.hash.digest) ?? false)
    }
    const partial = this.#repository.shallow || this.#options.since !== undefined
    return { branch, timeline, partial, values: valueRuns(timeline), fits }
  }
}
