import { mkdtempDisposable, writeFile } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { FaultEngine } from './_fault-engine.ts'
import { noDockerd, skipWhere } from './_needs.ts'

let engine: FaultEngine
/** As many are read at once. */
const LANES = availableParallelism()

beforeAll(async () => {
  if (!noDockerd) engine = await FaultEngine.start(inject('image'))
})
afterAll(async () => {
  await engine?.[Symbol.asyncDispose]()
})
beforeEach((context) => skipWhere(context, noDockerd))

async function tutorials(
  count: number,
  command: string,
): Promise<AsyncDisposable & { path: string }> {
  const dir = await mkdtempDisposable(join(tmpdir(), 'nixproof-faults-'))
  for (let index = 0; index < count; index += 1) {
    const text = `\`\`\`bash\n${command}\n\`\`\`\n\n\`\`\`bash\ntrue\n\`\`\`\n`
    await writeFile(join(dir.path, `${index}.md`), text)
  }
  return dir
}

describe('nixproof verify of several tutorials', () => {
  test('says what the image is that has gone, and what the others came to: 3', async () => {
    await using dir = await tutorials(LANES + 1, 'sleep 6')
    const run = engine.nixproof('verify', dir.path)
    await expect.poll(() => engine.left(), { timeout: 60_000 }).toBe(LANES)
    const image = engine.docker.getImage(engine.image)
    const { Id: id } = await image.inspect()
    await image.remove({ force: true })
    const { stdout, stderr, exitCode } = await run
    const [repo = '', tag = ''] = engine.image.split(':')
    await engine.docker.getImage(id).tag({ repo, tag })
    expect(
      stderr.match(/The environment is missing something: .*\[IMAGE_UNAVAILABLE\]/g),
    ).toHaveLength(2)
    expect(stdout).toContain(`Not proved: ${2 * LANES} held, 2 did not`)
    expect(exitCode).toBe(3)
    expect(await engine.left()).toBe(0)
  })

  test('ends with 3 when the engine dies, whatever each is at', async () => {
    await using dir = await tutorials(LANES + 1, 'sleep 600')
    const run = engine.nixproof('verify', dir.path)
    await expect.poll(() => engine.left(), { timeout: 60_000 }).toBe(LANES)
    await sleep(1500)
    engine.send('SIGKILL')
    const { all, exitCode } = await run
    await engine.revive()
    expect(all).toContain('ENGINE_LOST')
    expect(all).not.toMatch(/nixproof itself failed|The tutorial is wrong/)
    expect(exitCode).toBe(3)
    await engine.nixproof('clean')
    expect(await engine.left()).toBe(0)
  })
})
