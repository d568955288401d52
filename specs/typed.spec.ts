import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { NixContainer, type StartedNixContainer } from '../harness/container/nix-container.ts'
import type { NixShell } from '../harness/container/typed-shell.ts'
import { failure, processes, PYTHON } from './_support.ts'

describe('type()', () => {
  let container: StartedNixContainer
  let shell: NixShell

  beforeAll(async () => {
    container = await new NixContainer(inject('image')).start()
  })
  afterAll(() => container.stop())
  beforeEach(async () => {
    shell = await container.openShell()
  })
  afterEach(() => shell.close())

  const say = async (command: string): Promise<string> => (await shell.type(command)).stdout.trim()

  test('type() keeps directory, environment, functions, aliases, options and the last status', async () => {
    await shell.type('mkdir -p /tmp/a\\ b && cd /tmp/a\\ b')
    expect(shell.directory).toBe('/tmp/a b')
    await shell.type('export NAME="two  words"; plain=1')
    await shell.type('greet() { echo "hello $1"; }\nalias hi=greet')
    expect(await say('hi "$NAME$plain"; pwd')).toBe('hello two  words1\n/tmp/a b')
    await shell.type('set -o pipefail')
    expect(await shell.type('false | true')).toMatchObject({ exitCode: 1 })
    expect(await say('echo $?')).toBe('1')
    await shell.type('echo "export FROM_FILE=yes" >env.sh; source ./env.sh')
    expect(await say('printenv FROM_FILE')).toBe('yes')
  })

  test('type() begins in the directory and environment that the shell was opened with', async () => {
    await using other = await container.openShell({ cwd: '/nix/store', env: { A: 'x = "y"' } })
    const { stdout, cwd } = await other.type('pwd; printenv A')
    expect([stdout, cwd]).toEqual(['/nix/store\nx = "y"\n', '/nix/store'])
    expect((await other.type('pwd', { cwd: '/tmp' })).stdout).toBe('/tmp\n')
    expect((await failure(other.type('pwd', { cwd: '/nowhere' }))).code).toBe('USAGE')
    expect((await failure(container.openShell({ cwd: '/nowhere' }))).code).toBe('USAGE')
  })

  test('type() gives nothing to read', async () => {
    const options = { timeoutMs: 10_000 }
    expect(await shell.type('read x; echo "$? $x"; cat', options)).toMatchObject({ stdout: '1 \n' })
    const python = await shell.type(`${PYTHON} -c "input()"`, options)
    expect(python.stderr).toContain('EOFError')
    expect(await shell.type(PYTHON, options)).toMatchObject({ exitCode: 0, stdout: '' })
  })

  test('type() takes what takes several lines', async () => {
    expect(await say("cat <<'END'\n$HOME\t'quoted' \\ !\nEND\necho more")).toBe(
      "$HOME\t'quoted' \\ !\nmore",
    )
    expect(await say('echo one \\\n  two # three')).toBe('one two')
    expect(await say('# nothing\n\nfor i in 1 2; do\n  echo $i\ndone')).toBe('1\n2')
    expect(await say('echo "ä\n…"; echo "hi!"')).toBe('ä\n…\nhi!')
  })

  test('type() tells what bash says of what it cannot read, and goes on', async () => {
    const unclosed = await shell.type('echo "never closed')
    expect(unclosed).toMatchObject({ exitCode: 2, directory: '/root' })
    expect(unclosed.stderr).toBe('bash: unexpected EOF while looking for matching `"\'\n')
    const wrong = await shell.type('if true; then\n  echo yes)\nfi')
    expect(wrong.stderr).toContain("bash: syntax error near unexpected token `)'")
    expect(await shell.type('no-such-program')).toMatchObject({
      exitCode: 127,
      stderr: 'bash: no-such-program: command not found\n',
    })
    expect(await shell.type('break')).toMatchObject({ directory: '/root' })
    expect(await say('echo on')).toBe('on')
  })

  test('type() goes on after an unbound variable, and ends with "set -e" at a failure', async () => {
    await shell.type('set -u')
    const unbound = await shell.type('echo $nobody; echo no')
    expect(unbound).toMatchObject({ exitCode: 1, stdout: '', directory: '/root' })
    expect(await shell.type('set -e; true')).toMatchObject({ directory: '/root' })
    expect(await shell.type('echo $?')).toMatchObject({ directory: '/root' })
    const last = await shell.type('false; echo no')
    expect(last).toMatchObject({ exitCode: 1, stdout: '', directory: undefined })
    expect(shell.ended).toBe(true)
  })

  test('type() with "set -x" traces what was typed, and nothing else', async () => {
    await shell.type('set -x')
    expect((await shell.type('echo a')).stderr).toBe('++ echo a\n')
    expect((await shell.type('echo b')).stderr).toBe('++ echo b\n')
  })

  test.for([
    ['exit 3', 3],
    ['kill -KILL $$', 137],
    ['exec true', 0],
    ['exec bash -c "exit 4"', 4],
  ] as const)('type() tells that "%s" has ended the shell', async ([command, exitCode]) => {
    expect(await shell.type(command)).toMatchObject({ exitCode, directory: undefined })
    const error = await failure(shell.type('echo on'))
    expect([error.code, error.details.found]).toEqual([
      'USAGE',
      `"${command}" ended it with exit code ${exitCode}`,
    ])
  })

  test('type() leaves background jobs and traps, and says goodbye as they do', async () => {
    await shell.type('sleep 500 & echo $! >/tmp/job')
    expect(await say('jobs')).toContain('Running')
    await shell.type('trap "echo bye" EXIT')
    expect((await shell.type('exit')).stdout).toBe('bye\n')
    await shell.close()
    expect(await processes(container)).toEqual([])
  })

  test('type() passes on zero bytes, what is no text, and colours', async () => {
    const result = await shell.type('printf "a\\0b\\377\\033[1mred\\036"')
    expect(result.stdout).toBe('a\0b\ufffd\u001b[1mred\u001e')
    expect((await failure(shell.type('echo \0'))).code).toBe('USAGE')
  })

  test('type() gives lines as they come, and rejects with what onLine throws', async () => {
    const reason = new Error('no')
    const running = shell.type('echo first; sleep 500', {
      onLine({ text, stream }) {
        expect([text, stream]).toEqual(['first', 'stdout'])
        throw reason
      },
    })
    await expect(running).rejects.toBe(reason)
    expect(await say('echo still')).toBe('still')
  })

  test('type() keeps two shells apart, and takes one command at a time', async () => {
    await using beside = await container.openShell()
    await beside.type('cd /tmp; only=here')
    const slow = shell.type('until [[ -e /tmp/go ]]; do sleep 0.1; done; echo slow')
    expect((await beside.type('echo "$only"; pwd')).stdout).toBe('here\n/tmp\n')
    expect((await failure(shell.type('echo early'))).code).toBe('USAGE')
    await beside.type('touch /tmp/go')
    expect((await slow).stdout).toBe('slow\n')
    expect(await say('echo "[$only]"; pwd')).toBe('[]\n/root')
  })

  test('type() goes on when the command redirects the shell itself', async () => {
    await shell.type('exec >/tmp/all 2>&1')
    expect(await shell.type('echo hidden; false')).toMatchObject({ exitCode: 1, stdout: '' })
    expect(await container.run(['cat', '/tmp/all'])).toMatchObject({ stdout: 'hidden\n' })
  })

  test('type() takes little time', async () => {
    const median = async (): Promise<number> => {
      const times: number[] = []
      for (let round = 0; round < 25; round += 1) {
        const start = performance.now()
        // oxlint-disable-next-line no-await-in-loop -- one after the other
        await shell.type('true')
        times.push(performance.now() - start)
      }
      return times.toSorted((a, b) => a - b)[12]!
    }
    // On a machine that does more besides: as soon as it has a moment.
    await expect.poll(median, { timeout: 60_000 }).toBeLessThan(15)
  })

  test('explain() tells the faults of the tutorial from one another', async () => {
    const code = async (command: string, timeoutMs = 60_000): Promise<string> =>
      (await shell.explain(await shell.type(command, { timeoutMs }))).code
    expect(await code('no-such-program')).toBe('PROGRAM_NOT_FOUND')
    expect(await code('ls /nowhere')).toBe('SHELL_COMMAND_FAILED')
    expect(await code(`${PYTHON} -c 'import nothing_like_it'`)).toBe('PYTHON_MODULE_MISSING')
    expect(await code('sleep 500', 500)).toBe('TIMEOUT')
    expect(await code('nix-build')).toBe('NIX_FILE_MISSING')
    await shell.type('cd /tmp && echo "{ flask = 1; }.flaks" >default.nix')
    expect(await code('nix-build')).toBe('NIX_ATTRIBUTE_MISSING')
    expect(await code('true && nix-build -E "derivation {" 2>&1 >/dev/null')).toBe('NIX_SYNTAX')
  })
})
