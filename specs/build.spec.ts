import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { NixContainer, type StartedNixContainer } from '../harness/container/nix-container.ts'
import { failure, fixture, processes } from './_support.ts'

describe('nixBuild()', () => {
  let container: StartedNixContainer
  const app = { cwd: 'sample-app-python' }

  beforeAll(async () => {
    container = await new NixContainer(inject('image'))
      .withWorkspace(fixture('sample-tutorial'))
      .start()
  })
  afterAll(() => container.stop())

  test('nixBuild() builds the app from local files, and links the result', async () => {
    const lines: string[] = []
    const onLine = ({ stream, text }: { stream: string; text: string }): void =>
      void lines.push(`${stream} ${text}`)
    const { outPaths, exitCode } = await container.nixBuild({ ...app, onLine })
    expect(exitCode).toBe(0)
    expect(outPaths).toEqual([expect.stringMatching(/^\/nix\/store\/\w{32}-sample-app-python$/)])
    const link = await container.run(['readlink', 'result'], app)
    expect(link.stdout.trim()).toBe(outPaths[0])
    expect(lines).toContain(`stdout ${outPaths[0]}`)
    expect(lines.some((line) => line.startsWith("stderr building '/nix/store/"))).toBe(true)
  })

  test('nixBuild() builds again when `result` exists', async () => {
    const before = await container.run(['readlink', 'result'], app)
    expect(before.exitCode).toBe(0)
    const { outPaths } = await container.nixBuild(app)
    expect(outPaths).toHaveLength(1)
  })

  test('nixBuild() builds a list as a NixOS configuration would have it', async () => {
    const { outPaths } = await container.nixBuild({ cwd: 'nixos' })
    expect(outPaths).toEqual([expect.stringMatching(/-sample-app-python$/)])
  })

  test('nixBuild() takes a file, an attribute and arguments', async () => {
    await container.copyContentToContainer([
      { content: EXPRESSION, target: '/workspace/set/expression.nix' },
    ])
    const { outPaths } = await container.nixBuild({
      file: 'set/expression.nix',
      attribute: 'named',
      args: ['--argstr', 'name', 'chosen', '--no-out-link'],
    })
    expect(outPaths).toEqual([expect.stringMatching(/-chosen$/)])
  })

  test('nixBuild() rejects with TIMEOUT at its deadline, and leaves no process', async () => {
    await container.copyContentToContainer([{ content: SLOW, target: '/workspace/slow.nix' }])
    const error = await failure(container.nixBuild({ file: 'slow.nix', timeoutMs: 3000 }))
    expect(error.code).toBe('TIMEOUT')
    expect(error.details.result).toMatchObject({ timedOut: true, exitCode: null })
    expect(error.details.result?.stderr).toContain('slow.drv')
    expect(await processes(container)).toEqual([])
  })

  test('nixBuild() rejects with the reason of its signal, and leaves no process', async () => {
    await container.copyContentToContainer([{ content: SLOW, target: '/workspace/slow.nix' }])
    const controller = new AbortController()
    const reason = new Error('enough')
    const onLine = ({ text }: { text: string }): void => {
      if (text.startsWith('building')) controller.abort(reason)
    }
    const build = container.nixBuild({ file: 'slow.nix', signal: controller.signal, onLine })
    await expect(build).rejects.toBe(reason)
    expect(await processes(container)).toEqual([])
  })
})

const EXPRESSION = `{ name }: { named = (import <nixpkgs> { }).writeText name "text"; }`
const SLOW = `derivation {
  name = "slow";
  system = builtins.currentSystem;
  builder = "/bin/sh";
  args = [ "-c" "while :; do read -t 1 < /dev/zero || :; done" ];
}`
