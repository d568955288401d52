import { mkdtempDisposable, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { describe, expect, inject, test } from 'vitest'

const PROGRAM = fileURLToPath(new URL('bench/_stream.ts', import.meta.url))
const MIB = 1024
/**
 * Buffers that nobody needs any more wait for V8 until there are 64 MiB of them, whatever else
 * there is: a copy of 100 MB has had them all.
 */
const MUCH = 100e6
const FOUR_TIMES = 400e6
/** Kilobytes. */
const GROWTH = 32 * MIB

/** What a process of its own had at most, in kilobytes. */
async function peakOf(...args: string[]): Promise<number> {
  const { stdout } = await execa(process.execPath, [PROGRAM, inject('image'), ...args])
  return (JSON.parse(stdout) as { peak: number }).peak
}

// On a machine that does more besides, a minute goes by.
describe('memory does not grow with what goes through', { timeout: 300_000 }, () => {
  test('withWorkspace() copies four times as much in the same memory', async () => {
    await using directory = await mkdtempDisposable(join(tmpdir(), 'nixproof-spec-'))
    const file = join(directory.path, 'large')
    await writeFile(file, '')
    await truncate(file, MUCH)
    const much = await peakOf('in', directory.path)
    await truncate(file, FOUR_TIMES)
    expect(await peakOf('in', directory.path)).toBeLessThan(much + GROWTH)
  })

  test('copyOut() copies four times as much in the same memory', async () => {
    await using directory = await mkdtempDisposable(join(tmpdir(), 'nixproof-spec-'))
    const much = await peakOf('out', String(MUCH), directory.path)
    const more = await peakOf('out', String(FOUR_TIMES), directory.path)
    expect(more).toBeLessThan(much + GROWTH)
  })

  test('run() takes four times as much output in the same memory', async () => {
    const much = await peakOf('print', String(MUCH))
    expect(await peakOf('print', String(FOUR_TIMES))).toBeLessThan(much + GROWTH)
  })
})
