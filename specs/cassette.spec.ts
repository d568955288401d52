import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, inject, onTestFinished, test } from 'vitest'
import { NixContainer } from '../harness/container/nix-container.ts'
import { ensureEngine } from '../harness/engine/ensure.ts'
import { openCassette } from '../harness/origin/cassette/open.ts'
import { openEgress } from '../harness/origin/egress.ts'
import { openGitOrigin } from '../harness/origin/git/open.ts'
import { nixproof } from './_cli.ts'
import { makeGreetings, TUTORIAL } from './_greetings.ts'
import { makeDirectory } from './_repository.ts'
import { tell } from './_support.ts'

const PLAN = `format: 1
tutorial: README.md
checks: [{ name: builds, line: 66, steps: [{ do: build, cwd: nixos }] }]
`

/** A copy of the tutorial, and beside it a cassette of what it fetches: the clone plays the web. */
async function recorded(): Promise<{ plan: string; index: string }> {
  const { path, ...lifetime } = await makeDirectory()
  onTestFinished(() => lifetime[Symbol.asyncDispose]())
  await cp(TUTORIAL, path, { recursive: true })
  const plan = join(path, 'cassette.plan.yaml')
  await writeFile(plan, PLAN)

  await using greetings = await makeGreetings()
  const clone = { host: 'github', owner: 'example-org', repo: 'greetings' } as const
  await using through = await openGitOrigin({ ...clone, path: greetings.path })
  const directory = join(path, 'README.cassette')
  await using cassette = await openCassette({ directory, mode: 'record-new', through })
  await using egress = await openEgress(await ensureEngine(tell), [cassette])
  await using container = await new NixContainer(inject('image'))
    .withEgress(egress)
    .withWorkspace(path)
    .start()
  await container.nixBuild({ cwd: 'nixos' })
  expect(cassette.size).toBe(3) // The file, the archive, and where that is redirected to.
  return { plan, index: join(directory, 'index.yaml') }
}

describe('nixproof verify with a cassette beside the tutorial', () => {
  test('replays it without being asked; nothing else is there: 0', async () => {
    const { plan } = await recorded()
    const { exitCode, all } = await nixproof(['verify', plan])
    expect(all).toMatch(/^Proved: 1 held/m)
    expect(exitCode).toBe(0)
    const off = await nixproof(['verify', plan, '--cassette', 'off'])
    expect(off.all).toContain('[NO_ORIGIN]')
    expect(off.exitCode).toBe(2)
  })

  test('says NOT_RECORDED, the request, and what is like it: 3', async () => {
    const { plan, index } = await recorded()
    const text = await readFile(index, 'utf8')
    const altered = text.replaceAll('refs/heads/main/flask', 'refs/heads/main/elsewhere')
    expect(altered).not.toBe(text)
    await writeFile(index, altered)
    const { exitCode, all } = await nixproof(['verify', plan])
    expect(all).toContain('[NOT_RECORDED]')
    expect(all).toContain(
      '/example-org/greetings/refs/heads/main/flask/sample-app-python/default.nix',
    )
    expect(all).toContain('refs/heads/main/elsewhere/sample-app-python/default.nix')
    expect(exitCode).toBe(3)
  })

  test('refuses to record from a closed network, and a mode that does not exist: 2', async () => {
    const { plan } = await recorded()
    const closed = await nixproof(['verify', plan, '--cassette', 'record-all'])
    expect(closed.all).toContain('--network online')
    expect(closed.exitCode).toBe(2)
    const unknown = await nixproof(['verify', plan, '--cassette', 'record'])
    expect(unknown.all).toContain('"replay", "record-new", "record-all", "off"')
    expect(unknown.exitCode).toBe(2)
  })
})
