import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { NixContainer, type StartedNixContainer } from '../harness/container/nix-container.ts'

// What code may rely on, in whichever image is in use: nix-facts A lists it for nixos/nix.
describe('image contract', () => {
  let container: StartedNixContainer

  beforeAll(async () => {
    container = await new NixContainer(inject('image')).start()
  })
  afterAll(async () => {
    await container?.stop()
  })

  async function bash(script: string): Promise<string> {
    const { exitCode, stdout, stderr } = await container.run(['bash', '-c', script])
    expect(stderr + (exitCode === 0 ? '' : `exit code ${exitCode}`)).toBe('')
    return stdout.trim()
  }

  test.each([
    'nix nix-build nix-shell nix-store nix-instantiate nix-env nix-channel nix-hash',
    'bash ls cp tar gzip grep find xargs which curl less wget man git ssh',
  ])('has on PATH: %s', async (programs) => {
    const missing = `for p in ${programs}; do type -P $p >/dev/null || echo $p; done`
    expect(await bash(missing)).toBe('')
  })

  test('has no sed, awk, ps, nc, python, make, gcc, xz or jq on PATH', async () => {
    const present = 'for p in sed awk ps nc python3 make gcc xz jq; do type -P $p || true; done'
    expect(await bash(present)).toBe('')
  })

  test('has nixos-rebuild and sudo, and no system until one is built', async () => {
    expect(await bash('type -P nixos-rebuild sudo')).toBe(
      '/run/wrappers/bin/nixos-rebuild\n/run/wrappers/bin/sudo',
    )
    expect(await bash('echo /run/*')).toBe('/run/wrappers')
  })

  test('runs each program of its PATH', async () => {
    const versions =
      'for p in ls tar gzip grep find which curl less wget git; do $p --version >/dev/null || echo $p; done'
    expect(await bash(versions)).toBe('')
  })

  test('has /bin/sh and /usr/bin/env, and nothing beside them', async () => {
    expect(await bash('echo /bin/* /usr/bin/*')).toBe('/bin/sh /usr/bin/env')
    expect(await bash("/bin/sh -c 'echo $0'; /usr/bin/env echo env")).toBe('/bin/sh\nenv')
  })

  test('sets the environment of nixos/nix', async () => {
    const bundle = '/nix/var/nix/profiles/default/etc/ssl/certs/ca-bundle.crt'
    expect((await bash('env')).split('\n')).toEqual(
      expect.arrayContaining([
        'USER=root',
        'HOME=/root',
        // Around what nixos/nix has: where a NixOS system has sudo, and what it installed.
        'PATH=/run/wrappers/bin:/root/.nix-profile/bin:/nix/var/nix/profiles/default/bin:/nix/var/nix/profiles/default/sbin:/run/current-system/sw/bin',
        'NIX_PATH=/nix/var/nix/profiles/per-user/root/channels:/root/.nix-defexpr/channels',
        `NIX_SSL_CERT_FILE=${bundle}`,
        `SSL_CERT_FILE=${bundle}`,
        `GIT_SSL_CAINFO=${bundle}`,
      ]),
    )
    expect(Number(await bash(`grep -c 'BEGIN CERTIFICATE' ${bundle}`))).toBeGreaterThan(100)
  })

  test('is root, with 32 build users', async () => {
    expect(await bash('id -u; id -g; grep -c ^nixbld /etc/passwd')).toBe('0\n0\n32')
  })

  test('configures Nix as nixos/nix does, and never falls back from a sandbox in silence', async () => {
    const configuration = (await bash('cat /etc/nix/nix.conf')).split('\n')
    expect(configuration).toEqual(
      expect.arrayContaining([
        'build-users-group = nixbld',
        'sandbox = false',
        'sandbox-fallback = false',
      ]),
    )
  })

  test('evaluates <nixpkgs>, the channel of root', async () => {
    expect(await bash("nix-instantiate --eval -E '(import <nixpkgs> { }).lib.version'")).toMatch(
      /^"\d\d\.\d\d/,
    )
    expect(await bash('readlink -e /root/.nix-defexpr/channels/nixpkgs')).toMatch(/^\/nix\/store\//)
  })

  test('has a store whose every path is as registered', async () => {
    const { exitCode, stderr } = await container.run(
      ['nix-store', '--verify', '--check-contents'],
      { timeoutMs: 100_000 },
    )
    expect({ exitCode, errors: stderr.match(/.*(error|modified|disappeared).*/g) }).toEqual({
      exitCode: 0,
      errors: null,
    })
  })

  test('keeps everything that a build needs through a garbage collection', async () => {
    await using own = await new NixContainer(inject('image')).start()
    const wanted = `with import <nixpkgs> { }; [ stdenv bashInteractive python311 python311Packages.flask ]`
    const paths = ['nix-build', '--no-out-link', '-E', wanted]
    const before = await own.run(paths)
    expect(before.exitCode).toBe(0)
    expect((await own.run(['nix-collect-garbage'])).exitCode).toBe(0)
    const after = await own.run([...paths, '--dry-run'])
    expect(after).toMatchObject({ exitCode: 0, stdout: '' })
    expect(after.stderr).not.toContain('will be built')
  })
})
