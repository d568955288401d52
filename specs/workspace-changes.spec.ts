import { mkdtemp, readdir, readlink, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest'
import { NixContainer } from '../harness/container/nix-container.ts'
import type { NixproofError } from '../harness/errors.ts'
import { failure } from './_support.ts'

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'nixproof-spec-'))
})
afterEach(() => rm(directory, { recursive: true }))

const FDS = '/proc/self/fd'

/** Whether this process has a file open. */
async function isOpen(file: string): Promise<boolean> {
  const paths = await Promise.all(
    (await readdir(FDS)).map((fd) => readlink(join(FDS, fd)).catch(() => '')),
  )
  return paths.includes(file)
}

/** Starts a container, does something while the first and large file is copied, and gives the error. */
async function failureOfChange(change: () => Promise<void>): Promise<NixproofError> {
  const large = join(directory, 'a')
  await writeFile(large, '')
  await truncate(large, 4e8) // Takes no room on this disk, and a while to copy.
  const failing = failure(new NixContainer(inject('image')).withWorkspace(directory).start())
  // oxlint-disable-next-line no-await-in-loop -- until it is
  while (!(await isOpen(large))) await setTimeout(5)
  await change()
  return failing
}

describe('withWorkspace()', () => {
  test('start() rejects with USAGE for a file that vanishes while it is copied, and names it', async () => {
    const lost = join(directory, 'b')
    await writeFile(lost, '')
    const error = await failureOfChange(() => rm(lost))
    expect([error.code, error.blame]).toEqual(['USAGE', 'call'])
    expect(error.details.found).toBe(`"${lost}": it was removed while it was copied`)
    expect(await isOpen(join(directory, 'a'))).toBe(false)
  })

  test('start() rejects with USAGE for a file that is cut while it is copied, and names it', async () => {
    const error = await failureOfChange(() => truncate(join(directory, 'a'), 1e8))
    expect(error.code).toBe('USAGE')
    expect(error.details.found).toBe(
      `"${join(directory, 'a')}": it became shorter while it was copied`,
    )
  })
})
