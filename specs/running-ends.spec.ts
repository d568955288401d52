import { readFile } from 'node:fs/promises'
import process from 'node:process'
import { describe, expect, test } from 'vitest'
import type { Verdict } from '../harness/tutorial/verdict.ts'
import { read } from './_reader.ts'
import { fixture } from './_support.ts'
import { notHeld, short } from './_short-verdict.ts'

async function bad(name: string): Promise<Verdict[]> {
  return read(await readFile(fixture(`tutorials/bad/${name}.md`), 'utf8'))
}

describe('openReader(), with what goes wrong', () => {
  test('a block that kills its shell: at the command, and the rest of it is not typed', async () => {
    const verdict = notHeld((await bad('kills-its-shell'))[0])
    expect(short(verdict)).toBe('SHELL_COMMAND_FAILED at 5:1')
    expect(verdict.message).toContain('exit code 137')
  })

  test('a block that waits for input: its input has ended', async () => {
    expect((await bad('waits-for-input')).map(short)).toEqual(['SHELL_COMMAND_FAILED at 4:1'])
  })

  test('a block that leaves processes behind: it holds, and they end with the container', async () => {
    expect((await bad('forks')).map(short)).toEqual([true])
  })

  test('a block that prints 1 GB: it holds, says what is not kept, and memory stays flat', async () => {
    const before = process.memoryUsage.rss()
    const [verdict] = await bad('prints-a-gigabyte')
    expect(verdict?.held === true && verdict.notes[0]).toMatch(
      /: \d{9} characters of its output are not kept/,
    )
    expect(process.memoryUsage.rss() - before).toBeLessThan(300 * 2 ** 20)
  })

  test('a block that never ends: its time is up, and the shell takes the next one', async () => {
    const verdicts = await read(`
<!-- nixproof timeout: 2s -->

\`\`\`bash
while true; do sleep 1; done
\`\`\`

<!-- nixproof session: other -->

\`\`\`bash
echo "goes on"
\`\`\`
`)
    expect(verdicts.map(short)).toEqual(['TIMEOUT at 5:1', true])
    expect(verdicts[0]).toMatchObject({ message: expect.stringMatching(/ within 2 s\b/) })
  })

  test('an abort ends what is under way, and rejects with its reason', async () => {
    const abort = new AbortController()
    const reading = read('```bash\nsleep 300\n```\n', {}, abort.signal)
    setTimeout(() => abort.abort(new Error('enough')), 3000)
    await expect(reading).rejects.toThrow('enough')
  })
})
