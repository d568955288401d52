import { cp, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { ensureEngine } from '../harness/engine/ensure.ts'
import type { GitOriginOptions } from '../harness/origin/git/flag.ts'
import { openWayOut, type WayOut } from '../harness/tutorial/way-out.ts'
import { makeRepository, type TestRepository } from './_repository.ts'
import { fixture, tell } from './_support.ts'

export const HELLO = 'Hello world from Nix and Flask!'
export const TUTORIAL: string = fixture('fetched-tutorial')
/** Where the app is in the repository. */
export const APP = 'flask/sample-app-python'

/** The pins of the tutorial. */
export const FILE_PIN = 'sha256:1wrav22lm4yqjq8phcwkq5zs27pi0j50w3kmwp7961smqp5lgl5d'
export const TREE_PIN = 'sha256-43hH1OuAPCmyv3co9Q4DlK4YqD6KLkVmn2klfRMm11E='

export interface Greetings extends TestRepository {
  /** The commit that the pins of fixtures/fetched-tutorial are of. */
  readonly published: string
}

/** The repository that fixtures/fetched-tutorial fetches from, where its default branch is `published`. */
export async function makeGreetings(): Promise<Greetings> {
  const repository = await makeRepository()
  await mkdir(join(repository.path, 'flask'))
  const filter = (path: string): boolean => !/\/(result|__pycache__)$/.test(path)
  const app = fixture('sample-tutorial/sample-app-python')
  await cp(app, join(repository.path, APP), { recursive: true, filter })
  const readme = '# Greetings\n\nSmall apps that greet.\n'
  const published = await repository.commit({ 'README.md': readme }, 'Add the Flask app')
  return { ...repository, published }
}

/** What a container of one test can reach: the repository, whose default branch is at `rev`. */
export async function wayOutTo({ path }: Greetings, rev: string): Promise<WayOut> {
  const clone: GitOriginOptions = {
    host: 'github',
    owner: 'example-org',
    repo: 'greetings',
    path,
    rev,
  }
  const wayOut = await openWayOut(await ensureEngine(tell), { clones: [clone], network: 'closed' })
  onTestFinished(() => wayOut[Symbol.asyncDispose]())
  return wayOut
}
