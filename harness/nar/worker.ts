/** A thread of `hashTrees`: hashes its part of a history, and says every few how far it is. */
import { parentPort, workerData } from 'node:worker_threads'
import { toFailure, type ThreadFailure } from '../thread-failure.ts'
import { hashCommits, type HashJob, type TreeCommit, type TreeHash } from './hash-commits.ts'

export interface WorkerTask {
  readonly job: HashJob
  readonly commits: readonly TreeCommit[]
}

export type WorkerMessage =
  | { readonly hashes: readonly TreeHash[] }
  | { readonly failure: ThreadFailure }

const REPORT_EVERY_MS = 100

const { job, commits } = workerData as WorkerTask
// The thread is ended from outside, and with it everything in it.
const never = new AbortController().signal
let hashes: TreeHash[] = []
let reportedAt = performance.now()
try {
  for await (const hash of hashCommits(job, commits, never)) {
    hashes.push(hash)
    if (performance.now() - reportedAt >= REPORT_EVERY_MS) report()
  }
  report()
} catch (error) {
  send({ failure: toFailure(error) })
}

function report(): void {
  send({ hashes })
  hashes = []
  reportedAt = performance.now()
}

function send(message: WorkerMessage): void {
  parentPort?.postMessage(message)
}
