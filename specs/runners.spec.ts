import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { NixContainer, type StartedNixContainer } from '../harness/container/nix-container.ts'
import { processes, PYTHON } from './_support.ts'

/** The process that the engine has started for the command that asks. */
const RUNNER = 'read -r stat <"/proc/$PPID/stat"; set -- ${stat##*) }; echo "$2"'

/**
 * Leaves the group, the session and the environment that it was started in, but keeps its output, and
 * goes on when nobody reads that any more.
 */
const DAEMON = `
import os, sys, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        noise = """
import os, time
while True:
    try: os.write(1, b"noise\\\\n")
    except OSError: pass
    time.sleep(0.02)
"""
        os.execve(sys.executable, [sys.executable, "-c", noise], {})
    os._exit(0)
os.wait()`

describe('run(), one command after the other', () => {
  let container: StartedNixContainer

  beforeAll(async () => {
    container = await new NixContainer(inject('image')).start()
  })
  afterAll(() => container.stop())

  const bash = async (script: string): Promise<string> =>
    (await container.run(['bash', '-c', script])).stdout.trim()

  test('takes the same few processes of the engine again', async () => {
    const runners = new Set<string>()
    for (let turn = 0; turn < 8; turn += 1) runners.add(await bash(RUNNER))
    expect(runners.size).toBeLessThanOrEqual(2)
  })

  test('begins with nothing of the one before: variables, directory, options, traps', async () => {
    const look = 'echo "$PWD $- $(trap) ${left-none} $(umask)"'
    const before = await bash(look)
    await bash('cd /tmp; export left=over; set -u; trap : TERM; umask 0; exit 3')
    expect(await bash(look)).toBe(before)
  })

  test('hears nothing of a daemon that keeps the output of the one before', async () => {
    expect((await container.run([PYTHON, '-c', DAEMON])).exitCode).toBe(0)
    for (let turn = 0; turn < 4; turn += 1) {
      expect(await bash('echo begin; sleep 0.2; echo end')).toBe('begin\nend')
    }
    const daemons = (await processes(container)).filter((line) => line.includes('noise'))
    expect(daemons).toHaveLength(1)
    expect(await bash(`kill -KILL ${daemons[0]!.split(' ')[0]}`)).toBe('')
  })

  test('goes on when all that waits for commands was killed', async () => {
    const own = await bash(RUNNER)
    const found = 'for path in /proc/[0-9]*; do mapfile -d "" -t words <"$path/cmdline"'
    const kill = `[[ \${words[4]} == nixproof-run && \${path#/proc/} != ${own} ]] && kill -9 "\${path#/proc/}"`
    await bash(`${found}; ${kill}; done 2>/dev/null; :`)
    await container.run(['bash', '-c', `kill -9 ${own}`])
    await sleep(100)
    expect(await bash('echo there')).toBe('there')
  })
})
