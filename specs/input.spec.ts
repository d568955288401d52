import { createHash, randomBytes } from 'node:crypto'
import { PassThrough, Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { NixContainer, type StartedNixContainer } from '../harness/container/nix-container.ts'
import { processes } from './_support.ts'

describe('run() with stdin', () => {
  let container: StartedNixContainer

  beforeAll(async () => {
    container = await new NixContainer(inject('image')).start()
  })
  afterAll(() => container.stop())

  test('run() passes text and bytes on, to their end', async () => {
    const text = await container.run(['cat'], { stdin: 'one\nzwei ö\n' })
    expect(text).toMatchObject({ exitCode: 0, stdout: 'one\nzwei ö\n' })
    expect((await container.run(['cat'], { stdin: '' })).stdout).toBe('')
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, index) => index))
    const { stdout } = await container.run(['sha256sum'], { stdin: bytes })
    expect(stdout.slice(0, 64)).toBe(createHash('sha256').update(bytes).digest('hex'))
  })

  test('run() passes a long stream on as fast as the command reads', async () => {
    const chunk = randomBytes(1024 * 1024)
    const hash = createHash('sha256')
    let sent = 0
    const source = Readable.from(
      (function* () {
        for (; sent < 50; sent += 1) {
          hash.update(chunk)
          yield chunk
        }
      })(),
    )
    const late = 'until [[ -e /tmp/read ]]; do sleep 0.1; done; sha256sum'
    const running = container.run(['bash', '-c', late], { stdin: source })
    await expect.poll(() => sent).toBeGreaterThan(0)
    // As long as it still takes some.
    for (let before = 0; before < sent;) {
      before = sent
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await sleep(500)
    }
    expect(sent).toBeLessThan(20)
    await container.run(['touch', '/tmp/read'])
    expect((await running).stdout.slice(0, 64)).toBe(hash.digest('hex'))
  })

  test('run() answers while more is written', async () => {
    const stdin = new PassThrough()
    const { promise, resolve } = Promise.withResolvers<string>()
    const running = container.run(['cat'], { stdin, onLine: ({ text }) => resolve(text) })
    stdin.write('question\n')
    expect(await promise).toBe('question')
    stdin.end()
    expect((await running).exitCode).toBe(0)
  })

  test('run() ends when the command does, whether or not there is more to read', async () => {
    const stdin = new PassThrough()
    const result = await container.run(['bash', '-c', 'read line; echo "$line"; exit 4'], {
      stdin: stdin.on('error', () => {}),
      timeoutMs: 20_000,
      ...(stdin.write('first\nsecond\n') && {}),
    })
    expect(result).toMatchObject({ exitCode: 4, stdout: 'first\n', timedOut: false })
    await expect.poll(() => stdin.destroyed).toBe(true)
  })

  test('run() rejects with what breaks the stream, and leaves no process', async () => {
    const stdin = new PassThrough()
    const running = container.run(['cat'], {
      stdin,
      onLine: () => stdin.destroy(new Error('torn')),
    })
    stdin.write('line\n')
    await expect(running).rejects.toThrow('torn')
    expect(await processes(container)).toEqual([])
  })

  test('run() rejects at once for a stream that is destroyed already', async () => {
    const stdin = Readable.from(['a'])
    stdin.destroy()
    await expect(container.run(['cat'], { stdin, timeoutMs: 20_000 })).rejects.toThrow('destroyed')
    expect(await processes(container)).toEqual([])
  })

  test('run() rejects with what onLine throws, and ends the command', async () => {
    let calls = 0
    const onLine = (): void => {
      calls += 1
      throw new Error('mine')
    }
    const running = container.run(['bash', '-c', 'echo a; echo b; sleep 600'], { onLine })
    await expect(running).rejects.toThrow('mine')
    expect(calls).toBe(1)
    expect(await processes(container)).toEqual([])
    const launching = container.launch(['bash', '-c', 'echo a; sleep 600'], { onLine })
    await expect(launching).rejects.toThrow('mine')
  })

  test('run() tells when each line came', async () => {
    const lines: { text: string; at: Date }[] = []
    const before = Date.now()
    const stdin = new PassThrough()
    await container.run(['bash', '-c', 'echo a; read; echo b >&2'], {
      stdin,
      onLine: (line) => {
        lines.push(line)
        if (line.text === 'a') setTimeout(() => stdin.end('\n'), 400)
      },
    })
    expect(lines.map(({ text }) => text)).toEqual(['a', 'b'])
    const [first, second] = lines.map(({ at }) => at.getTime())
    expect(first).toBeGreaterThanOrEqual(before)
    expect(second! - first!).toBeGreaterThan(300)
  })
})
