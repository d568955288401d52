import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { extract, type Header } from 'tar-stream'
import { NixproofError } from '../errors.ts'
import { streamGit, type Git } from '../origin/git/_git.ts'
import {
  CLOSE,
  DIRECTORY,
  entry,
  EXECUTABLE,
  MAGIC,
  padding,
  REGULAR,
  sizeOf,
  SYMLINK,
  words,
} from './format.ts'
import type { Algorithm } from './notation.ts'

/** What an archive has at a path; a file's bytes are in the spool from `at` on. */
type Node =
  | { readonly kind: 'directory'; readonly children: Map<string, Node> }
  | {
      readonly kind: 'file'
      readonly executable: boolean
      readonly at: number
      readonly size: number
    }
  | { readonly kind: 'symlink'; readonly target: string }

/**
 * Hashes the NAR of what `git archive` makes of a commit, with all that attributes do to it. Slower
 * than hashing the tree itself, but what a host does, too. Memory does not grow with the files.
 */
export async function hashArchive(
  git: Git,
  gitDir: string,
  commit: string,
  algorithm: Algorithm,
): Promise<Buffer> {
  // In git's own directory, which goes with the clone's lifetime even when this thread is ended.
  const directory = await mkdtemp(join(git.home, 'archive-'))
  try {
    const spool = join(directory, 'spool')
    const root = await spoolArchive(git, gitDir, commit, spool)
    const hash = createHash(algorithm).update(MAGIC)
    for await (const part of serialize(root, spool)) hash.update(part)
    return hash.digest()
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

async function spoolArchive(
  git: Git,
  gitDir: string,
  commit: string,
  spool: string,
): Promise<Node> {
  const root: Node = { kind: 'directory', children: new Map() }
  const output = createWriteStream(spool)
  const tar = await streamGit(git, ['--git-dir', gitDir, 'archive', '--format=tar', commit])
  const unpacked = tar.pipe(extract())
  tar.once('error', (error) => unpacked.destroy(error))
  let at = 0
  for await (const file of unpacked) {
    add(root, file.header, at)
    for await (const chunk of file as AsyncIterable<Buffer>) {
      at += chunk.length
      if (!output.write(chunk)) await once(output, 'drain')
    }
  }
  output.end()
  await finished(output)
  return root
}

function add(root: Node, header: Header, at: number): void {
  const parts = header.name.split('/').filter(Boolean)
  const name = parts.pop()
  if (name === undefined) return
  if (header.name.includes('\uFFFD')) {
    throw new NixproofError('GIT_FAILED', 'An archive has a file name that is not UTF-8', {
      found: header.name,
      next: 'Rename that file',
    })
  }
  let node = root
  for (const part of parts) {
    if (node.kind !== 'directory') return
    if (!node.children.has(part))
      node.children.set(part, { kind: 'directory', children: new Map() })
    node = node.children.get(part)!
  }
  if (node.kind !== 'directory') return
  if (header.type === 'directory') {
    if (!node.children.has(name))
      node.children.set(name, { kind: 'directory', children: new Map() })
  } else if (header.type === 'symlink') {
    node.children.set(name, { kind: 'symlink', target: header.linkname ?? '' })
  } else {
    const executable = ((header.mode ?? 0) & 0o100) !== 0
    node.children.set(name, { kind: 'file', executable, at, size: header.size ?? 0 })
  }
}

async function* serialize(node: Node, spool: string): AsyncGenerator<Buffer> {
  if (node.kind === 'symlink') {
    yield Buffer.concat([SYMLINK, words(node.target), CLOSE])
  } else if (node.kind === 'file') {
    yield node.executable ? EXECUTABLE : REGULAR
    yield sizeOf(node.size)
    if (node.size > 0) {
      yield* createReadStream(spool, { start: node.at, end: node.at + node.size - 1 })
    }
    yield Buffer.concat([padding(node.size), CLOSE])
  } else {
    yield DIRECTORY
    const children = [...node.children].map(([name, child]) => ({ name: Buffer.from(name), child }))
    for (const { name, child } of children.toSorted((a, b) => Buffer.compare(a.name, b.name))) {
      yield entry(name)
      yield* serialize(child, spool)
      yield CLOSE
    }
    yield CLOSE
  }
}
