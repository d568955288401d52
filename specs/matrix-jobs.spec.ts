import Docker from 'dockerode'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { block, makeMatrix, type MatrixProject } from './_matrix.ts'

const FILES = {
  'slow.json': JSON.stringify({
    tutorials: ['slow.md'],
    axes: { sandbox: [false] },
    include: [{ nix: '2.26', sandbox: true }],
  }),
  'slow.md': block('sleep 4', 'bash'),
  'long.json': JSON.stringify({ tutorials: ['long.md'], axes: { sandbox: [false] } }),
  'long.md': block('sleep 300', 'bash'),
}

let project: MatrixProject
beforeAll(async () => {
  project = await makeMatrix(FILES)
})
afterAll(() => project?.[Symbol.asyncDispose]())

/** How many of them do what slow.md says. */
async function working(): Promise<number> {
  const all = await project.containers()
  const running = await Promise.all(
    all.map(async ({ Id }) => {
      const top = (await new Docker()
        .getContainer(Id)
        .top()
        .catch(() => ({}))) as {
        Processes?: string[][]
      }
      return top.Processes?.some((columns) => columns.at(-1) === 'sleep 4')
    }),
  )
  return running.filter(Boolean).length
}

describe('nixproof matrix, several at once', { timeout: 300_000 }, () => {
  test('--jobs says how many work at once, and one more waits with its container started', async () => {
    const running = project.matrix('slow.json', '--jobs', '1')
    const ended = new AbortController()
    void running.then(() => ended.abort())
    const seen: [started: number, atWork: number][] = []
    while (!ended.signal.aborted) {
      seen.push([(await project.containers()).length, await working()])
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    const { exitCode, all } = await running
    expect([exitCode, all]).toEqual([0, expect.stringMatching(/^Proved: 4 held/m)])
    expect(Math.max(...seen.map(([, atWork]) => atWork))).toBe(1)
    // Another one may be on its way out.
    expect(Math.max(...seen.map(([started]) => started))).toBeLessThanOrEqual(3)
    expect(seen).toContainEqual([2, 1])
  })

  test.for(['0', 'all'])('refuses --jobs %s, before anything is set up: 2', async (jobs) => {
    const { exitCode, stderr } = await project.matrix('slow.json', '--jobs', jobs)
    expect(stderr).toMatch(/--jobs <count>.*a whole number from 1 on/)
    expect(stderr).not.toContain('Engine:')
    expect(exitCode).toBe(2)
  })

  test('stops within 2 s on Ctrl-C, and leaves nothing behind', async () => {
    const running = project.matrix('long.json', '--jobs', '2')
    await expect.poll(project.containers, { timeout: 60_000, interval: 200 }).toHaveLength(3)
    await new Promise((resolve) => setTimeout(resolve, 2000))
    const startedAt = performance.now()
    running.kill('SIGINT')
    const { exitCode, signal } = await running
    const tookMs = performance.now() - startedAt
    expect([exitCode, signal]).toEqual([undefined, 'SIGINT'])
    expect(await project.containers()).toEqual([])
    expect(tookMs).toBeLessThan(2000)
  })
})
