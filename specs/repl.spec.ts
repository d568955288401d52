import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { NixContainer, type StartedNixContainer } from '../harness/container/nix-container.ts'
import { EMBEDDED_NIX } from '../harness/image/debian/packages.ts'
import { embedded, failure, processes } from './_support.ts'

describe('openRepl()', () => {
  let container: StartedNixContainer

  beforeAll(async () => {
    container = await new NixContainer(inject('image')).start()
  })
  afterAll(() => container.stop())

  test.for(EMBEDDED_NIX)('type() answers in Nix %s', { timeout: 300_000 }, async (nix) => {
    const image = await embedded(nix)
    await using own = await new NixContainer(image.reference).start()
    await using shell = await own.openShell()
    await using repl = await shell.openRepl()
    const value = async (input: string): Promise<string> => (await repl.type(input)).value
    const code = async (input: string): Promise<string | undefined> =>
      (await repl.type(input)).error?.code

    expect(await value('1 + 1')).toBe('2')
    expect(await value('a = 3')).toBe('')
    expect((await value('{\n\tx = a;\n  y = "z";\n}')).split(/\s+/).join(' ')).toBe(
      '{ x = 3; y = "z"; }',
    )
    expect(await value('let\n  b = 4;\nin\na + b\n# a comment\n')).toBe('7')
    expect(await value(`"${'long '.repeat(100)}"`)).toBe(`"${'long '.repeat(100)}"`)
    expect(await value('')).toBe('')
    expect(await value('# nothing')).toBe('')
    expect(await value('c = 1\nc + 1\nc + 2')).toBe('2\n\n3')
    expect(await repl.type('builtins.trace "seen" 1')).toMatchObject({
      value: '1',
      log: 'trace: seen',
    })

    expect(await code('(1 +')).toBe('NIX_SYNTAX')
    expect(await code('"abc')).toBe('NIX_SYNTAX')
    expect(await code("''abc")).toBe('NIX_SYNTAX')
    expect(await code('1 + )')).toBe('NIX_SYNTAX')
    expect(await code('nobody')).toBe('NIX_VARIABLE_UNDEFINED')
    expect(await code('{ }.nothing')).toBe('NIX_ATTRIBUTE_MISSING')
    expect(await code('throw "so"')).toBe('NIX_EVALUATION')
    expect(await code('import /nowhere.nix')).toBe('NIX_FILE_MISSING')

    expect(await repl.type(':l <nixpkgs>')).toMatchObject({ value: '' })
    expect(await value('lib.toUpper "hi"')).toBe('"HI"')
    const built = await repl.type(':b runCommand "made" { } "echo hi >$out"')
    expect(built.value).toMatch(/out -> \/nix\/store\/\w{32}-made$/)
    expect(await code(':b runCommand "broken" { } "exit 3"')).toBe('BUILDER_FAILED')
    expect(await code('ripgrep')).toBe('NOT_EMBEDDED')
    expect(await value('a')).toBe('3')

    expect((await failure(shell.type('echo early'))).code).toBe('USAGE')
    await repl.type(':q')
    expect(repl.ended).toBe(true)
    expect((await failure(repl.type('1'))).code).toBe('USAGE')
    expect((await shell.type('echo on')).stdout).toBe('on\n')
  })

  test('openRepl() is in the directory and environment of its shell', async () => {
    await using shell = await container.openShell({ cwd: '/tmp', env: { A: 'seen' } })
    await shell.type('echo "{ answer = 42; }" >set.nix')
    const repl = await shell.openRepl()
    expect((await repl.type('builtins.getEnv "A"')).value).toBe('"seen"')
    expect((await repl.type('(import ./set.nix).answer')).value).toBe('42')
    await repl.close()
    await using other = await shell.openRepl("nix repl -f '<nixpkgs>'")
    expect((await other.type('lib.toUpper "hi"')).value).toBe('"HI"')
  })

  test('openRepl() rejects with why there is none, and the shell goes on', async () => {
    await using shell = await container.openShell()
    expect((await failure(shell.openRepl('nix repl --no-such-flag'))).blame).toBe('tutorial')
    expect((await failure(shell.openRepl('no-such-program'))).code).toBe('PROGRAM_NOT_FOUND')
    expect((await shell.type('echo on')).stdout).toBe('on\n')
  })

  test('type() ends the repl at its deadline and at an abort, and the shell goes on', async () => {
    await using shell = await container.openShell()
    const endless =
      "let f = x: f (x + 1); in builtins.foldl' (a: b: a + b) 0 (builtins.genList (x: x) 90000000)"
    const first = await shell.openRepl()
    const late = await failure(first.type(endless, { timeoutMs: 500 }))
    expect(late.message).toContain('within 0.5 s [TIMEOUT]')
    expect(first.ended).toBe(true)
    const second = await shell.openRepl()
    const aborted = second.type(endless, { signal: AbortSignal.timeout(500) })
    await expect(aborted).rejects.toMatchObject({ name: 'TimeoutError' })
    expect((await shell.type('echo on')).stdout).toBe('on\n')
    await shell.close()
    expect((await processes(container)).filter((line) => line.includes('repl'))).toEqual([])
  })
})
