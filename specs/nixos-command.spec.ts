import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { NixContainer, type StartedNixContainer } from '../harness/container/nix-container.ts'
import { fixture } from './_support.ts'

describe('the command nixos-rebuild', () => {
  let container: StartedNixContainer

  beforeAll(async () => {
    container = await new NixContainer(inject('image'))
      .withWorkspace(fixture('nixos'), { target: '/etc/nixos' })
      .start()
  })
  afterAll(async () => {
    await container?.stop()
  })

  test('switches with sudo, as the reader types it', async () => {
    const { exitCode, stderr } = await container.run(['sudo', 'nixos-rebuild', 'switch'])
    expect({ exitCode, limits: stderr.match(/this is a container/g) }).toEqual({
      exitCode: 0,
      limits: ['this is a container'],
    })
    expect((await container.run(['greet'])).stdout).toBe('Hello Steve\n')
  })

  test('takes its configuration from NIXOS_CONFIG and from -I', async () => {
    await container.run(['bash', '-c', `echo '{ networking.hostName = "other"; }' >/tmp/other.nix`])
    const byOption = ['nixos-rebuild', 'build', '-I', 'nixos-config=/tmp/other.nix']
    expect((await container.run(byOption, { cwd: '/tmp' })).stdout).toContain('nixos-system-other-')
    const env = { NIXOS_CONFIG: '/tmp/other.nix' }
    const { stdout } = await container.run(['nixos-rebuild', 'build'], { cwd: '/tmp', env })
    expect(stdout).toContain('nixos-system-other-')
  })

  test('dry-build builds nothing', async () => {
    const text = `{ pkgs, ... }: { environment.etc.dry.text = "dry"; }`
    await container.run(['bash', '-c', `echo '${text}' >/tmp/dry.nix`])
    const argv = ['nixos-rebuild', 'dry-build', '-I', 'nixos-config=/tmp/dry.nix']
    const { exitCode, stdout, stderr } = await container.run(argv)
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' })
    expect(stderr).toContain('will be built')
  })

  test.each([
    [['frobnicate'], 'unknown action "frobnicate"'],
    [['switch', '--frobnicate'], 'unknown option "--frobnicate"'],
    [['switch', '--upgrade'], 'channels stay as they are'],
    [['switch', '--flake', '.#x'], 'flakes cannot be built here'],
    [['switch', '-I'], '"-I" needs a value'],
    [[], 'an action is missing'],
  ])('refuses %j, and tells its usage', async (args, reason) => {
    const { exitCode, stderr } = await container.run(['nixos-rebuild', ...args])
    expect(exitCode).toBe(1)
    expect(stderr).toContain(`nixos-rebuild: ${reason}`)
    expect(stderr).toContain('Usage: nixos-rebuild ACTION')
  })

  test('says that there is no configuration', async () => {
    const env = { NIXOS_CONFIG: '/nowhere.nix' }
    const { exitCode, stderr } = await container.run(['nixos-rebuild', 'switch'], { env })
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: 'nixos-rebuild: there is no configuration "/nowhere.nix"\n',
    })
  })

  test('sudo runs a command as it is, and no other user', async () => {
    const quiet = await container.run(['sudo', '-E', 'A=b c', 'bash', '-c', 'printf %s "$A"'])
    expect(quiet).toMatchObject({ exitCode: 0, stdout: 'b c', stderr: '' })
    expect((await container.run(['sudo', 'bash', '-c', 'exit 7'])).exitCode).toBe(7)
    const other = await container.run(['sudo', '-u', 'steve', 'true'])
    expect(other).toMatchObject({ exitCode: 1, stdout: '' })
  })
})
