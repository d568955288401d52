import { chmod, rename, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import {
  makeDirectory,
  makeRepository,
  writeFiles,
  type Files,
} from '../../../specs/_repository.ts'
import { digestWorkspace } from '../../container/workspace-digest.ts'
import { digestOrigins, whyUnknown } from '../../origin/digest.ts'
import type { OriginOptions } from '../../origin/options.ts'
import { planFile } from '../planning/plan-file.ts'
import type { Cell } from '../running/cell.ts'
import { readInputs, type Bench } from './inputs.ts'
import { keysOf } from './keys.ts'

const TEXT = `# A

\`\`\`bash
export NIX_PATH=nixpkgs=./pinned.nix
\`\`\`

Build it.

\`\`\`console
$ nix-build
\`\`\`

The end.
`
const FILES: Files = {
  'a.md': TEXT,
  'app/default.nix': 'import ./package.nix { }\n',
  'app/package.nix': '{ }: derivation { name = "a"; system = "x"; builder = "y"; }\n',
  'app/pinned.nix': 'import <nixpkgs>\n',
  'app/builder.sh': { run: '#!/bin/sh\n' },
  'app/link': { link: 'builder.sh' },
  'app/.gitignore': 'build/\n*.log\n',
  'app/build/left.nix': '1\n',
  'app/run.log': 'one\n',
}

const CELL: Cell = { nix: '2.26', nixpkgs: '24.11', image: 'embedded', sandbox: false }

/** What can be changed of a proof, besides files. */
interface Changes {
  readonly files?: Files
  readonly alter?: (directory: string) => Promise<unknown>
  readonly cell?: Cell
  readonly bench?: Partial<Bench>
  readonly mountAs?: string
  readonly origins?: OriginOptions
}

/** The keys of the two checks, of files that are at the same path each time. */
async function keys(changes: Changes, before: Changes = {}): Promise<string[][]> {
  const { path, ...lifetime } = await makeDirectory()
  onTestFinished(() => lifetime[Symbol.asyncDispose]())
  const [file, workspace] = [join(path, 'a.md'), join(path, 'app')]
  const all: string[][] = []
  for (const { files = {}, alter, cell, bench, mountAs, origins } of [before, changes]) {
    await writeFiles(path, { ...(all.length === 0 && FILES), ...files })
    await alter?.(path)
    const planned = await planFile(file, { workspace })
    // What another nixproof has kept is not looked at.
    const on: Bench = { image: 'i', engine: 'e', nixproof: 'n', digest: digestWorkspace, ...bench }
    const proof = { planned, file, workspace, mountAs, cell: { ...CELL, ...cell }, origins }
    const text = (files['a.md'] as string | undefined) ?? TEXT
    all.push(keysOf(planned, text, await readInputs(proof, on)))
  }
  return all
}

/** How many of the checks have to be done again. */
async function flipped(changes: Changes, before?: Changes): Promise<number> {
  const [first, second] = await keys(changes, before)
  expect(first).toHaveLength(2)
  return second!.filter((key) => !first!.includes(key)).length
}

const text = (from: string, to: string): Changes => {
  expect(TEXT).toContain(from)
  return { files: { 'a.md': TEXT.replace(from, to) } }
}
const directive = (words: string): Changes =>
  text('\n\n```console', `\n<!-- nixproof ${words} -->\n\`\`\`console`)
const sidecar = (words: string): Changes => ({
  files: { 'a.nixproof.yaml': `format: 1\nblocks: [{ line: 10, ${words} }]\n` },
})

/**
 * Whatever a derivation's path follows from is below: the expression and all that it imports, which
 * Nix and nixpkgs evaluate it (the image), what it looks up (NIX_PATH, set by a block, a directive or the
 * image; files of a block before), what a fetcher gets (the origins).
 */
test.for<[string, number, Changes]>([
  ['the text of a block', 1, text('$ nix-build', '$ nix-build .')],
  ['an earlier block', 2, text('pinned.nix', 'other.nix')],
  ['prose above a block', 1, text('Build it', 'Make it')],
  ['a directive', 1, directive('timeout: 5s')],
  ['commands before a block', 1, directive('setup: "export X=1"')],
  ['its environment', 1, directive('env: { NIX_PATH: nixpkgs=/other }')],
  ['commands before it, in the sidecar', 1, sidecar('setup: "export X=1"')],
  ['its environment, in the sidecar', 1, sidecar('env: { X: "1" }')],
  ['a clone that a directive names', 2, directive('origin: "github:o/r=../r"')],
  ['a mount that a directive names', 2, directive('mountAs: /etc/app')],
  ['the expression', 2, { files: { 'app/default.nix': 'import ./package.nix { } // { }\n' } }],
  ['a file that it imports', 2, { files: { 'app/package.nix': '{ }: 2\n' } }],
  ["a file's mode", 2, { alter: (path) => chmod(join(path, 'app/builder.sh'), 0o644) }],
  ["a file's name", 2, { alter: (path) => rename(`${path}/app/link`, `${path}/app/lind`) }],
  ['where a link leads', 2, { files: { 'app/link': { link: 'package.nix' } } }],
  ['a file instead of a link', 2, { files: { 'app/link': '#!/bin/sh\n' } }],
  ['a new file', 2, { files: { 'app/new': '' } }],
  ['what is ignored', 2, { files: { 'app/.gitignore': 'build/\n' } }],
  ['Nix', 2, { cell: { nix: '2.34' } }],
  ['nixpkgs', 2, { cell: { nixpkgs: '25.11' } }],
  ['the kind of image', 2, { cell: { image: 'official' } }],
  ["Nix's sandbox", 2, { cell: { sandbox: true } }],
  ['the variant', 2, { cell: { variant: 'fetched' } }],
  ['the image', 2, { bench: { image: 'j' } }],
  ['the engine', 2, { bench: { engine: 'f' } }],
  ['where the workspace is', 2, { mountAs: '/srv/app' }],
  ['what can be reached', 2, { origins: { clones: [], network: 'closed' } }],
  // What the container does not get, or has not got from here.
  ['a file that is ignored', 0, { files: { 'app/run.log': 'two\n', 'app/build/left.nix': '2\n' } }],
  ['prose below', 0, text('The end', 'Thus it ends')],
  ['times', 0, { alter: (path) => utimes(join(path, 'app/default.nix'), 1, 1) }],
])('readInputs(): of two checks, %s changes %s', async ([, count, changes]) => {
  expect(await flipped(changes)).toBe(count)
})

test('readInputs(): a file that is ignored counts where it is committed', async () => {
  await using clone = await makeRepository({ '.gitignore': '*.log\n' })
  await clone.git('add', '--force', '.gitignore')
  await writeFiles(clone.path, { 'a.log': 'one\n' })
  await clone.git('add', '--force', 'a.log')
  const before = await digestWorkspace(clone.path)
  await writeFiles(clone.path, { 'a.log': 'two\n' })
  expect(await digestWorkspace(clone.path)).not.toBe(before)
})

test('readInputs(): what origins answer changes all', async () => {
  await using clone = await makeRepository({ 'a.nix': '1\n' })
  await using cassette = await makeDirectory()
  await writeFiles(cassette.path, { 'index.yaml': 'version: 1\n', 'bodies/a': 'one' })
  const github = { host: 'github', owner: 'o', repo: 'r', path: clone.path } as const
  const replayed = { directory: cassette.path, mode: 'replay' } as const
  const origins: OriginOptions = { clones: [github], network: 'closed', cassette: replayed }
  const base = { origins }
  expect(await flipped({ origins }, base)).toBe(0)
  for (const other of [
    { ...origins, clones: [] },
    { ...origins, clones: [{ ...github, repo: 's' }] },
    { ...origins, cassette: undefined },
  ])
    expect(await flipped({ origins: other }, base)).toBe(2)
  const alter = (): Promise<unknown> => writeFiles(cassette.path, { 'bodies/a': 'two' })
  expect(await flipped({ origins, alter }, base)).toBe(2)
  const commit = (): Promise<unknown> => clone.commit({ 'a.nix': '2\n' })
  expect(await flipped({ origins, alter: commit }, base)).toBe(2)
  const tag = (): Promise<unknown> => clone.git('tag', 'v1')
  expect(await flipped({ origins, alter: tag }, base)).toBe(2)
})

test.for<[string, Partial<OriginOptions>]>([
  ['the internet', { network: 'online' }],
  ['substituters', { nix: { substituters: ['http://cache'] } }],
  ['builders', { nix: { builders: ['ssh-ng://builder'] } }],
  ['a cassette that is made', { cassette: { directory: '/a', mode: 'record-all' } }],
])('whyUnknown() has a reason never to reuse with %s', async ([, origins]) => {
  expect(whyUnknown({ clones: [], network: 'closed', ...origins })).toBeTypeOf('string')
  expect(whyUnknown({ clones: [], network: 'closed' })).toBeUndefined()
  await expect(digestOrigins({ clones: [], network: 'closed' })).resolves.toBeTypeOf('string')
})
