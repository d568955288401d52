import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pipeline } from 'node:stream/promises'
import { describe, expect, test } from 'vitest'
import { NixContainer } from '../harness/container/nix-container.ts'
import { ensureEngine } from '../harness/engine/ensure.ts'
import { EXIT_CODES } from '../harness/errors.ts'
import { hasImage } from '../harness/image/import.ts'
import { ensureLayer } from '../harness/image/layer.ts'
import { nixproof } from './_cli.ts'
import { embedded, failure, tell } from './_support.ts'

const DEADLINE = { timeout: 600_000 }

/** What a container without any network says of its nixpkgs. */
async function versionIn(reference: string): Promise<string> {
  await using container = await new NixContainer(reference).start()
  const argv = ['nix-instantiate', '--eval', '-E', '(import <nixpkgs> { }).lib.version']
  return (await container.run(argv)).stdout.trim()
}

const image = (...args: string[]) => nixproof(['image', ...args])

describe('nixproof image --image official', DEADLINE, () => {
  test('of another tag says what is needed where there is no registry, or has it', async () => {
    const { docker } = await ensureEngine(tell)
    const present = await hasImage(docker, 'nixos/nix:2.30.1')
    const { exitCode, all } = await image('--image', 'official', '--nix', '2.30.1')
    // Where the registry can be reached, all of it has worked.
    if (exitCode === 0 || present) return expect(all).toMatch(/nixproof\/official-nix:/)
    expect(exitCode).toBe(EXIT_CODES.environment)
    expect(all).toMatch(/nixos\/nix:2\.30\.1 is not to be had.* \[IMAGE_UNAVAILABLE\]/)
    expect(all).toMatch(/wanted +nixos\/nix:2\.30\.1 on the engine, or in a registry/)
    expect(all).toContain('--image embedded')
  })

  test.each([
    [['--image', 'official', '--nix', '2.34'], /no tag "2\.34"[^]*whole version/],
    [['--image', 'official', '--nix', '2.8.1', '--nixpkgs', '25.11'], /too old for nixpkgs 25\.11/],
    [['--image', 'official', '--nixpkgs', 'nixos-25.10'], /"nixos-25\.11"/],
    [['--nix', '2.27'], /Nearest is --nix 2\.26/],
    [['--nixpkgs', '25.10'], /Nearest is --nixpkgs 25\.11/],
  ])('refuses %j before anything is set up: 2', async (flags, text) => {
    const { exitCode, all } = await image(...flags)
    expect(all).toMatch(text)
    expect(all).toContain('[USAGE]')
    expect(all).not.toContain('Engine:')
    expect(exitCode).toBe(EXIT_CODES.call)
  })
})

// The registry and channels.nixos.org are out of reach where this was written. An image in the shape
// of the official one, and an archive in the shape of a channel's on this machine, take their place.
describe('ensureLayer() with another nixpkgs', DEADLINE, () => {
  test('has the engine fetch it once; containers need no way out for it', async () => {
    const { docker } = await ensureEngine(tell)
    const { base, reference: recent } = await embedded('2.26', '25.11')
    const { Id: id } = await docker.getImage(base).inspect()
    await using source = await new NixContainer(recent).start()
    const { stdout } = await source.run(['readlink', '-f', '/etc/nixproof/channels/25.11/nixpkgs'])
    const container = docker.getContainer(source.getId())
    const asked: string[] = []
    const path = stdout.trim()
    await using server = createServer(({ method, url }, response) => {
      asked.push(`${method} ${url}`)
      container
        .getArchive({ path })
        .then((archive) => pipeline(archive, response))
        .catch(() => response.destroy())
    })
    const { IPAM } = await docker.getNetwork('bridge').inspect()
    const host = (IPAM as { Config: { Gateway: string }[] }).Config[0]!.Gateway
    await new Promise<void>((resolve) => server.listen(0, host, resolve))
    const { port } = server.address() as AddressInfo

    const url = `http://${host}:${port}/nixos-25.11/nixexprs.tar`
    const nixpkgs = { name: 'nixos-25.11', url, moves: true }
    const layer = { kind: 'official', reference: base, id, nixpkgs } as const
    const reference = await ensureLayer(docker, layer, tell)
    await using made = new AsyncDisposableStack()
    const { Id: first } = await docker.getImage(reference).inspect()
    for (const one of [first, reference]) {
      made.defer(() => docker.getImage(one).remove({ force: true }))
    }
    expect(asked).toContain('GET /nixos-25.11/nixexprs.tar')
    const before = asked.length
    expect(await ensureLayer(docker, layer, tell)).toBe(reference)
    expect(await versionIn(reference)).toBe('"25.11.embedded"')
    expect(asked).toHaveLength(before)
    await ensureLayer(docker, { ...layer, refresh: true }, tell)
    expect(asked.length).toBeGreaterThan(before)
  })

  test('is IMAGE_UNAVAILABLE with what is needed where the engine has no way out', async () => {
    const { docker } = await ensureEngine(tell)
    const { base } = await embedded('2.26')
    const { Id: id } = await docker.getImage(base).inspect()
    const url = 'http://channels.invalid/nixos-25.11/nixexprs.tar.xz'
    const nixpkgs = { name: 'nixos-25.11', url, moves: true }
    const layer = { kind: 'official', reference: base, id, nixpkgs } as const
    const error = await failure(ensureLayer(docker, layer, tell))
    expect([error.code, error.blame]).toEqual(['IMAGE_UNAVAILABLE', 'environment'])
    expect(error.details.wanted).toContain(url)
    expect(error.details.found).toContain(`unable to download '${url}'`)
    expect(error.details.next).toContain('Give the engine a way out')
  })
})
