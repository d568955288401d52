import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { useEngine } from '../harness/container/engine.ts'
import { NixContainer, type StartedNixContainer } from '../harness/container/nix-container.ts'
import { runProcess } from '../harness/container/run.ts'
import { createRunners } from '../harness/container/runners.ts'
import { throughRelay } from './_relay.ts'
import { failure, processes, PYTHON } from './_support.ts'

describe('run()', () => {
  let container: StartedNixContainer

  beforeAll(async () => {
    container = await new NixContainer(inject('image')).start()
  })
  afterAll(() => container.stop())

  const bash = (script: string): string[] => ['bash', '-c', script]

  test('run() gives exit code and both streams, and does not reject', async () => {
    const result = await container.run(bash('echo out; echo error >&2; exit 3'))
    expect(result).toMatchObject({ exitCode: 3, stdout: 'out\n', stderr: 'error\n' })
    expect(result).toMatchObject({ timedOut: false, omitted: { stdout: 0, stderr: 0 } })
  })

  test('run() passes arguments and environment unchanged', async () => {
    const script = 'printf "%s|" "$@" "$WORD"'
    const words = ['', 'a  b', '$HOME', '"\'', '\\', 'ä\nö', '*']
    const result = await container.run(['bash', '-c', script, '-', ...words], {
      env: { WORD: 'x = "y"' },
    })
    expect(result.stdout).toBe([...words, 'x = "y"', ''].join('|'))
  })

  test('run() keeps commands apart that run at the same time', async () => {
    const numbers = Array.from({ length: 8 }, (_, index) => String(index))
    const running = numbers.map((number) => container.run(bash(`sleep 0.2; echo ${number}`)))
    expect((await Promise.all(running)).map(({ stdout }) => stdout.trim())).toEqual(numbers)
  })

  test('run() runs in the given directory, relative to the workspace', async () => {
    const pwd = async (cwd?: string): Promise<string> =>
      (await container.run(['pwd'], cwd === undefined ? {} : { cwd })).stdout.trim()
    expect(await pwd()).toBe('/root')
    expect(await pwd('/nix/store')).toBe('/nix/store')
    expect(await pwd('../nix')).toBe('/nix')
    expect((await failure(container.run(['pwd'], { cwd: 'nowhere' }))).code).toBe('USAGE')
  })

  test('run() says that a program is not there, as a shell does', async () => {
    expect(await container.run(['no-such-program'])).toMatchObject({ exitCode: 127 })
  })

  test('run() has an empty input', async () => {
    expect(await container.run(['cat'], { timeoutMs: 10_000 })).toMatchObject({ exitCode: 0 })
  })

  test('run() streams lines before the command has ended', async () => {
    const { promise: first, resolve } = Promise.withResolvers<string>()
    const running = container.run(bash('echo first; read -t 30 < <(sleep 30)'), {
      onLine: ({ text }) => resolve(text),
      timeoutMs: 3000,
    })
    expect(await Promise.race([first, running])).toBe('first')
    await running
  })

  test('run() keeps start and end of a long output, and says what it left out', async () => {
    const { stdout, omitted } = await container.run(
      bash('echo start; head -c 3000000 /dev/zero | tr "\\0" x; echo; echo end'),
    )
    expect(stdout.length).toBeLessThan(1_100_000)
    expect(stdout).toMatch(/^start\nxxx/)
    expect(stdout).toMatch(/xxx\nend\n$/)
    expect(omitted.stdout).toBe(3_000_011 - 1_048_576)
  })

  test('run() ends the whole process group at its deadline, also one that ignores SIGTERM', async () => {
    const script = 'trap "" TERM; (trap "" TERM; sleep 70; sleep 70) & echo on; sleep 70; sleep 70'
    const result = await container.run(bash(script), { timeoutMs: 1000 })
    expect(result).toMatchObject({ exitCode: null, timedOut: true, stdout: 'on\n' })
    expect(await processes(container)).toEqual([])
  })

  test('run() adds nothing to the output of programs that end at once', async () => {
    const outputs = new Set<string>()
    for (let round = 0; round < 100; round += 1) {
      const { stdout, stderr } = await container.run(['true'])
      outputs.add(stdout + stderr)
    }
    expect([...outputs]).toEqual([''])
  })

  test('run() ends at its deadline also what is in a session and an environment of its own', async () => {
    // As Nix starts a builder; it may be killed itself before it ends that.
    const script = `import signal, subprocess, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
subprocess.Popen(["sleep", "600"], env={"PATH": "/root/.nix-profile/bin"}, start_new_session=True)
time.sleep(600)`
    const { timedOut } = await container.run([PYTHON, '-c', script], { timeoutMs: 1000 })
    expect(timedOut).toBe(true)
    expect(await processes(container)).toEqual([])
  })

  test('run() leaves nothing in the background', async () => {
    const result = await container.run(bash('sleep 70 & echo $!'), { timeoutMs: 10_000 })
    expect(result.exitCode).toBe(0)
    expect(await processes(container)).toEqual([])
  })

  test('run() rejects with USAGE for no program, and for a variable that no shell can have', async () => {
    const calls = [
      container.run([]),
      container.run(['']),
      container.run(['env'], { env: { 'A=B': '1' } }),
    ]
    for (const call of calls) expect((await failure(call)).code).toBe('USAGE')
  })

  test('run() rejects at once when the signal is aborted already', async () => {
    const reason = new Error('no need')
    const run = container.run(['true'], { signal: AbortSignal.abort(reason) })
    await expect(run).rejects.toBe(reason)
  })

  test('run() rejects with USAGE for a deadline that is none', async () => {
    expect((await failure(container.run(['true'], { timeoutMs: 0 }))).code).toBe('USAGE')
  })

  test('run() rejects with CONTAINER_FAILED when the container dies, and when it is dead', async () => {
    await using mortal = await new NixContainer(inject('image')).start()
    const running = failure(mortal.run(['sleep', '70']))
    const { docker } = await useEngine()
    await docker.getContainer(mortal.getId()).kill()
    expect((await running).code).toBe('CONTAINER_FAILED')
    expect((await failure(mortal.run(['true']))).code).toBe('CONTAINER_FAILED')
  })

  test('run() rejects with ENGINE_LOST when the engine is gone', async () => {
    const { docker, cut } = await throughRelay()
    const spec = { argv: ['sleep', '70'], cwd: '/' }
    const running = failure(runProcess(createRunners(docker.getContainer(container.getId())), spec))
    await new Promise((resolve) => setTimeout(resolve, 1000))
    await cut()
    const error = await running
    expect([error.code, error.blame]).toEqual(['ENGINE_LOST', 'environment'])
  })
})
