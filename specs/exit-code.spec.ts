import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { describe, expect, test } from 'vitest'
import { nixproof } from './_cli.ts'
import { block } from './_matrix.ts'
import { writeTutorial } from './_reader.ts'

const CLI = fileURLToPath(new URL('../harness/cli.ts', import.meta.url))
const GOOD = block('$ echo a\na')
const BAD = block('$ echo a\nb')

describe('the exit code', { timeout: 120_000 }, () => {
  test.for([
    ['a tutorial that is wrong is 1', 'stdout', BAD, 1],
    ['a tutorial that works is 0', 'stderr', GOOD, 0],
  ] as const)('of %s, also where nobody reads %s', async ([, stream, text, expected]) => {
    await using written = await writeTutorial(text)
    const running = nixproof(['verify', 'README.md', '--reporter', 'tap'], {}, written.directory)
    running[stream].destroy()
    expect((await running).exitCode).toBe(expected)
  })

  test.for(['page', 'junit', 'json', 'markdown', 'badge', 'blob', 'html'])(
    'is 3 where the report "%s" cannot be written, before anything is run',
    async (name) => {
      await using written = await writeTutorial(GOOD)
      const report = ['--reporter', name, '--output-file', `${name}=README.md/out/report`]
      const args = ['verify', 'README.md', ...report]
      const { exitCode, stderr } = await nixproof(args, {}, written.directory)
      expect(stderr).toContain(`The report "${name}" cannot be written [FILE_NOT_WRITTEN]`)
      expect(stderr).toContain('at      README.md/out/report')
      expect(stderr).not.toContain('Engine:')
      expect(exitCode).toBe(3)
    },
  )

  test('is 3 where what was asked for cannot be written', async () => {
    await using written = await writeTutorial(GOOD)
    // A shell opens it; this process would only pass on what it has read.
    const command = '"$0" "$1" plan README.md >/dev/full'
    const args = ['-c', command, process.execPath, CLI]
    const { exitCode, stderr } = await execa('sh', args, {
      cwd: written.directory,
      reject: false,
    })
    expect(stderr).toContain('Standard output cannot be written: ENOSPC')
    expect(exitCode).toBe(3)
  })
})
