import { writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { makeProject } from './_vitest.ts'

test(
  'nixproof() runs again what an edit is about, in watch mode',
  { timeout: 180_000 },
  async () => {
    await using project = await makeProject({
      'docs/README.md': '# Watched\n\n```console\n$ cat note.txt\nfirst\n```\n',
      'docs/note.txt': 'first\n',
      'own.ts': 'export const own = 1\n',
      'own.test.ts': `import { test, expect } from 'vitest'
import { own } from './own.ts'
test('own', () => expect(own).toBeLessThan(3))\n`,
    })
    const running = project.vitest('--watch', '--reporter=default', '--reporter=json')
    let seen = ''
    running.all.on('data', (data: Buffer) => (seen += data.toString()))
    const run = async (edit: () => Promise<void>): Promise<string> => {
      const from = seen.length
      await edit()
      await expect
        .poll(() => seen.slice(from), { timeout: 60_000, interval: 100 })
        .toContain('press q to quit')
      return seen.slice(from)
    }
    const write = (name: string, text: string) => () => writeFile(project.path(name), text)
    try {
      expect(await run(async () => {})).toMatch(/Tests {2}2 passed/)
      const workspace = await run(write('docs/note.txt', 'second\n'))
      expect(workspace).toMatch(/RERUN.*note\.txt[^]*DRIFT_OUTPUT[^]*Tests {2}1 failed \(1\)/)
      const text = await run(write('docs/README.md', '```console\n$ cat note.txt\nsecond\n```\n'))
      expect(text).toMatch(/✓ .*docs\/README\.md[^]*Tests {2}1 passed \(1\)/)
      const sidecar = 'format: 1\nblocks:\n  - line: 1\n    skip: no time\n'
      const skipped = await run(write('docs/README.nixproof.yaml', sidecar))
      expect(skipped).toMatch(/no time/)
      const own = await run(write('own.ts', 'export const own = 2\n'))
      expect(own).toMatch(/✓ own\.test\.ts/)
    } finally {
      running.kill()
      await running
    }
    // What a reporter writes is no reason to run again.
    expect(seen.match(/RERUN/g)).toHaveLength(4)
  },
)
