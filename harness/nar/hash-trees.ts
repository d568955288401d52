import { availableParallelism } from 'node:os'
import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import { fromFailure } from '../thread-failure.ts'
import { HashCache } from './cache.ts'
import { hashCommits, type HashJob, type TreeCommit, type TreeHash } from './hash-commits.ts'
import type { WorkerMessage, WorkerTask } from './worker.ts'

export interface HashProgress {
  /** Trees hashed so far, of those that no earlier run has hashed. */
  readonly done: number
  readonly total: number
  /** Milliseconds that the rest will take at the speed so far. */
  readonly leftMs: number
}

export interface HashTreesOptions {
  readonly signal: AbortSignal
  readonly onProgress?: (progress: HashProgress) => void
}

/** Neighbours in history share most of their content, and a thread that has both hashes it once. */
const PART = 64
/** For less than this a thread is not worth its start. */
const FEW = 24
const SAVE_EVERY = 500

/**
 * The NAR hashes of what commits contain, by commit id, computed on all cores and remembered on
 * disk. Commits should come in the order of history.
 *
 * @throws NixproofError ORIGIN_INCOMPLETE, GIT_FAILED
 */
export async function hashTrees(
  job: HashJob,
  commits: readonly TreeCommit[],
  { signal, onProgress }: HashTreesOptions,
): Promise<Map<string, TreeHash>> {
  const cache = await HashCache.open(job)
  const unknown = distinct(commits.filter((commit) => !cache.get(commit)))
  const startedAt = performance.now()
  let done = 0
  const take = (hashes: readonly TreeHash[]): void => {
    for (const hash of hashes) cache.add(hash)
    const before = done
    done += hashes.length
    const perTree = (performance.now() - startedAt) / Math.max(1, done)
    const total = unknown.length
    onProgress?.({ done, total, leftMs: perTree * (total - done) })
    if (Math.floor(before / SAVE_EVERY) !== Math.floor(done / SAVE_EVERY)) void cache.save()
  }
  try {
    if (unknown.length < FEW) {
      for await (const hash of hashCommits(job, unknown, signal)) take([hash])
    } else {
      await inThreads(job, unknown, take, signal)
    }
    // With `export-subst` commits of the same tree differ, and each needs its own.
    const rest = commits.filter((commit) => !cache.get(commit))
    for await (const hash of hashCommits(job, rest, signal)) cache.add(hash)
  } finally {
    await cache.save()
  }
  return new Map(commits.map((commit) => [commit.id, { ...cache.get(commit)!, ...commit }]))
}

async function inThreads(
  job: HashJob,
  commits: readonly TreeCommit[],
  take: (hashes: readonly TreeHash[]) => void,
  signal: AbortSignal,
): Promise<void> {
  const count = Math.min(availableParallelism(), Math.ceil(commits.length / FEW))
  const tasks = Array.from({ length: count }, (_, number) => ({
    job,
    commits: commits.filter((_commit, index) => Math.floor(index / PART) % count === number),
  }))
  const stop = new AbortController()
  const until = AbortSignal.any([signal, stop.signal])
  try {
    await Promise.all(tasks.map((task) => runWorker(task, take, until)))
  } finally {
    stop.abort()
  }
}

async function runWorker(
  task: WorkerTask,
  take: (hashes: readonly TreeHash[]) => void,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted()
  const entry = new URL(`./worker${extname(import.meta.url)}`, import.meta.url)
  const worker = new Worker(entry, { workerData: task })
  const end = (): void => void worker.terminate()
  signal.addEventListener('abort', end, { once: true })
  try {
    await new Promise<void>((resolve, reject) => {
      worker.on('message', (message: WorkerMessage) => {
        if ('hashes' in message) take(message.hashes)
        else reject(fromFailure(message.failure))
      })
      worker.once('error', reject)
      worker.once('exit', (code) => {
        if (signal.aborted) reject(signal.reason)
        else if (code === 0) resolve()
        else reject(new Error(`A thread that hashes ended with ${code}`))
      })
    })
  } finally {
    signal.removeEventListener('abort', end)
  }
}

/** One commit for each tree. */
function distinct(commits: readonly TreeCommit[]): TreeCommit[] {
  return [...new Map(commits.map((commit) => [commit.tree, commit])).values()]
}
