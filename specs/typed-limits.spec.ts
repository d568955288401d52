import { describe, expect, inject, test } from 'vitest'
import { NixContainer } from '../harness/container/nix-container.ts'
import { PYTHON } from './_support.ts'

const MIB = 1024 ** 2

/** Such limits are soon used up. */
class Small extends NixContainer {
  constructor(limits: { readonly memory?: number; readonly processes?: number }) {
    super(inject('image'))
    if (limits.memory !== undefined) this.hostConfig.Memory = limits.memory
    if (limits.processes !== undefined) this.hostConfig.PidsLimit = limits.processes
  }
}

describe('type() in a small container', () => {
  test('explain() tells OUT_OF_MEMORY, and the shell goes on', async () => {
    await using container = await new Small({ memory: 64 * MIB }).start()
    await using shell = await container.openShell()
    const greedy = await shell.type(`${PYTHON} -c 'x = bytearray(10 ** 9)'`)
    expect(greedy).toMatchObject({ exitCode: 137, exhausted: ['memory'] })
    expect(await shell.explain(greedy)).toMatchObject({
      code: 'OUT_OF_MEMORY',
      blame: 'environment',
    })
    const innocent = await shell.type('false')
    expect((await shell.explain(innocent)).code).toBe('SHELL_COMMAND_FAILED')
    await using later = await container.openShell()
    expect(await later.type('false')).toMatchObject({ exitCode: 1, exhausted: [] })
  })

  test('explain() tells OUT_OF_MEMORY when the shell itself was ended for want of it', async () => {
    await using container = await new Small({ memory: 64 * MIB }).start()
    await using shell = await container.openShell()
    const greedy = await shell.type('x=$(head -c 200000000 /dev/zero | tr "\\0" x); echo no')
    expect(greedy).toMatchObject({ stdout: '', exhausted: ['memory'] })
    expect((await shell.explain(greedy)).code).toBe('OUT_OF_MEMORY')
  })

  test('explain() tells TOO_MANY_PROCESSES of a fork bomb, and another shell can be opened', async () => {
    await using container = await new Small({ processes: 40 }).start()
    await using shell = await container.openShell()
    const bomb = 'bomb() { bomb | bomb & }; bomb; sleep 500'
    const result = await shell.type(bomb, { timeoutMs: 3000 })
    expect(result).toMatchObject({ timedOut: true, exitCode: null })
    expect((await shell.explain(result)).code).toBe('TOO_MANY_PROCESSES')
    await using another = await container.openShell()
    expect((await another.type('echo on')).stdout).toBe('on\n')
  })
})
