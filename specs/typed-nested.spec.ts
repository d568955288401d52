import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { NixContainer, type StartedNixContainer } from '../harness/container/nix-container.ts'
import { EMBEDDED_NIX } from '../harness/image/debian/packages.ts'
import { embedded, failure, fixture, processes } from './_support.ts'

const app = { cwd: 'sample-app-python' }
const FEATURES = { NIX_CONFIG: 'experimental-features = nix-command flakes' }
const SHELL_NIX = `cat >shell.nix <<'END'
{ pkgs ? import <nixpkgs> { } }:
pkgs.mkShell {
  FROM_NIX = "yes";
  shellHook = ''
    echo "welcome"; read -r line; echo "read: $line" >&2
    hooked() { echo "hooked $1"; }
    export FROM_HOOK=$PWD
  '';
}
END`

describe('open()', () => {
  let container: StartedNixContainer

  beforeAll(async () => {
    container = await new NixContainer(inject('image'))
      .withWorkspace(fixture('sample-tutorial'))
      .start()
  })
  afterAll(() => container.stop())

  test('open() of nix-shell runs the hook, and what comes after runs in it', async () => {
    await using shell = await container.openShell()
    await shell.type(`mkdir -p /tmp/hook && cd /tmp/hook && ${SHELL_NIX}`)
    await shell.type('export OUTER=there; cd /')
    const said: string[] = []
    const onLine = ({ text }: { text: string }): void => void said.push(text)
    const inner = await shell.open('cd /tmp/hook && nix-shell', { onLine })
    expect(said.filter((line) => !line.includes('warning'))).toEqual(
      expect.arrayContaining(['welcome', 'read: ']),
    )
    const { stdout } = await inner.type(
      'hooked now; echo $FROM_NIX $FROM_HOOK $OUTER $IN_NIX_SHELL',
    )
    expect(stdout).toBe('hooked now\nyes /tmp/hook there impure\n')
    expect((await inner.type('type -t genericBuild; set -u; echo $nobody')).directory).toBe(
      '/tmp/hook',
    )
    expect((await failure(shell.type('echo early'))).code).toBe('USAGE')
    expect(await inner.type('cd /nix; exit 3')).toMatchObject({ exitCode: 3, directory: undefined })
    expect((await failure(inner.type('echo late'))).code).toBe('USAGE')
    expect((await shell.type('echo $? "$FROM_NIX" $(type -t hooked); pwd')).stdout).toBe(
      '3 \n/tmp/hook\n',
    )
  })

  test('open() of "nix-shell -p" and of "--pure" has the programs, and the environment', async () => {
    await using shell = await container.openShell({ env: { OUTER: 'there' } })
    await using impure = await shell.open('nix-shell -p python311')
    expect((await impure.type('python3 --version; echo $OUTER')).stdout).toMatch(
      /^Python 3.11.*\nthere\n/,
    )
    await impure.close()
    await using pure = await shell.open('nix-shell --pure -p python311')
    expect(
      (await pure.type('echo "[$OUTER] $IN_NIX_SHELL"; type -P git; python3 -c "print(1)"')).stdout,
    ).toBe('[] pure\n1\n')
    expect(await pure.type('sleep 500', { timeoutMs: 500 })).toMatchObject({ timedOut: true })
    expect((await pure.type('echo on')).stdout).toBe('on\n')
    expect((await processes(container)).filter((line) => line.includes('sleep'))).toEqual([])
  })

  test('open() of bash, in a shell in a shell, reads what a new shell reads', async () => {
    await using shell = await container.openShell()
    await shell.type('hidden=1; export seen=1; echo "alias greet=\'echo from bashrc\'" >~/.bashrc')
    await using inner = await shell.open('bash')
    await using innermost = await inner.open('nix-shell -p python311')
    expect((await innermost.type('echo $SHLVL "$hidden" $seen; greet')).stdout).toBe(
      '3  1\nfrom bashrc\n',
    )
    await innermost.close()
    expect((await inner.type('type -t greet; exec true')).directory).toBeUndefined()
    expect((await shell.type('echo $?; rm ~/.bashrc')).stdout).toBe('0\n')
  })

  test('open() leaves scripts as they are, and "nix-shell --run" is a command', async () => {
    await using shell = await container.openShell(app)
    const run = await shell.type('nix-shell --run "echo $((1 + 1)); exit 4"')
    expect(run).toMatchObject({ exitCode: 4, stdout: '2\n' })
    await shell.type('echo \'echo "args: $@"; exec nix-shell "$@"\' >enter.sh')
    await using inner = await shell.open('bash enter.sh -p python311')
    expect((await inner.type('echo $IN_NIX_SHELL')).stdout).toBe('impure\n')
    expect(
      (await inner.type('nix-shell -p python311 --run "echo $IN_NIX_SHELL again"')).stdout,
    ).toBe('impure again\n')
  })

  test("open() rejects with Nix's failure, and the shell goes on", async () => {
    await using shell = await container.openShell()
    const code = async (command: string): Promise<string> =>
      (await failure(shell.open(command))).code
    expect(await code('nix-shell -E flaks')).toBe('NIX_VARIABLE_UNDEFINED')
    expect(await code('cd /tmp && nix-shell -E flaks')).toBe('NIX_VARIABLE_UNDEFINED')
    expect(shell.directory).toBe('/tmp')
    expect(await code('mkdir -p empty && cd empty && nix-shell')).toBe('BUILD_FAILED')
    await shell.type('echo "{" >shell.nix')
    expect(await code('nix-shell')).toBe('NIX_SYNTAX')
    expect(await code('true')).toBe('SHELL_COMMAND_FAILED')
    expect(await code('nosuchshell')).toBe('PROGRAM_NOT_FOUND')
    expect((await shell.type('pwd')).stdout).toBe('/tmp/empty\n')
  })

  test('open() ends at its deadline and at an abort, and the shell goes on', async () => {
    await using shell = await container.openShell()
    const slow = 'nix-shell -E \'derivation { name = builtins.exec or (throw "x"); }\''
    expect((await failure(shell.open(slow))).blame).toBe('tutorial')
    const builds = 'nix-shell -p \'runCommand "slow" { } "sleep 500"\''
    expect((await failure(shell.open(builds, { timeoutMs: 4000 }))).code).toBe('TIMEOUT')
    const aborted = shell.open(builds, { signal: AbortSignal.timeout(3000) })
    await expect(aborted).rejects.toMatchObject({ name: 'TimeoutError' })
    expect((await shell.type('echo on')).stdout).toBe('on\n')
    expect((await processes(container)).filter((line) => line.includes('sleep'))).toEqual([])
  })
})

describe('the embedded image', () => {
  test.for(EMBEDDED_NIX)(
    'of Nix %s opens shells, and flakes',
    { timeout: 300_000 },
    async (nix) => {
      const image = await embedded(nix)
      await using container = await new NixContainer(image.reference)
        .withWorkspace(fixture('sample-tutorial'))
        .start()
      await using shell = await container.openShell({ ...app, env: FEATURES })
      const inner = await shell.open('nix-shell')
      expect((await inner.type('python3 -c "import flask; print(flask.__name__)"')).stdout).toBe(
        'flask\n',
      )
      await inner.close()
      await using pure = await shell.open('nix-shell --pure -p python311')
      expect((await pure.type('python3 --version')).stdout).toMatch(/^Python 3\.11/)
      await pure.close()

      await shell.type(`mkdir /tmp/flake && cd /tmp/flake && cat >flake.nix <<'END'
{
  outputs = { self }: let pkgs = import (builtins.getEnv "PACKAGES") { system = "x86_64-linux"; }; in {
    devShells.x86_64-linux.default = pkgs.mkShell { shellHook = "hooked() { echo hooked; }"; };
    packages.x86_64-linux.default = pkgs.writeShellScriptBin "greet" "echo greetings";
  };
}
END`)
      await shell.type('export PACKAGES=$(nix-instantiate --find-file nixpkgs)')
      const develop = await shell.open('nix develop --impure')
      expect((await develop.type('hooked; type -t genericBuild')).stdout).toBe('hooked\nfunction\n')
      await develop.close()
      const programs = await shell.open('nix shell --impure')
      expect((await programs.type('greet')).stdout).toBe('greetings\n')
      await programs.close()
      expect((await failure(shell.open('nix develop --impure .#nothing'))).blame).toBe('tutorial')
      expect((await shell.type('pwd')).stdout).toBe('/tmp/flake\n')
    },
  )
})
