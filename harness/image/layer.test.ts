import { describe, expect, test } from 'vitest'
import { NixproofError } from '../errors.ts'
import { layerOptions, notFetched, officialOf, pinnedOfficial } from './layer.ts'
import { findNixpkgs } from './nixpkgs-source.ts'
import { isUnknownTag } from './official.ts'

const BASE = { reference: 'nixos/nix:2.30.1', id: 'sha256:0' }
const CHANNEL = findNixpkgs('nixos-25.11')

test('officialOf() is another tag of the pinned repository', async () => {
  expect(await officialOf(undefined)).toBe(await pinnedOfficial())
  expect(await officialOf('2.30.1')).toBe('nixos/nix:2.30.1')
})

describe('layerOptions()', () => {
  test('give an official image its nixpkgs by URL, and the network of the engine', () => {
    const options = layerOptions({ ...BASE, kind: 'official', nixpkgs: CHANNEL }, 'a:b')
    expect(options.buildargs).toEqual({
      NIX_IMAGE: 'nixos/nix:2.30.1',
      NIXPKGS: 'https://channels.nixos.org/nixos-25.11/nixexprs.tar.xz',
    })
    expect(options).not.toHaveProperty('networkmode')
  })

  test('leave an official image the nixpkgs that it bundles', () => {
    const { buildargs } = layerOptions({ ...BASE, kind: 'official' }, 'a:b')
    expect(buildargs).toEqual({ NIX_IMAGE: 'nixos/nix:2.30.1' })
  })

  test('give the embedded image neither network nor substituter', () => {
    const { buildargs, networkmode } = layerOptions({ ...BASE, kind: 'embedded' }, 'a:b')
    expect(buildargs).toEqual({ NIX_IMAGE: BASE.reference, NIX_CONFIG: 'substituters =' })
    expect(networkmode).toBe('none')
  })
})

describe('notFetched()', () => {
  const failed = (found: string): NixproofError =>
    new NixproofError('IMAGE_BUILD_FAILED', 'The engine could not make the image', { found })

  test('is the environment where the archive cannot be reached, and says what has to be', () => {
    const error = notFetched(
      CHANNEL,
      failed(`Step 5\nerror: unable to download '${CHANNEL.url}': Could not resolve hostname (6)`),
    )
    expect(error).toMatchObject({ code: 'IMAGE_UNAVAILABLE', blame: 'environment' })
    expect(error?.details.wanted).toContain(CHANNEL.url)
    expect(error?.details.found).toMatch(/^unable to download .*Could not resolve hostname/)
    expect(error?.details.next).toContain('--image embedded')
  })

  test('says where the channels are that exist', () => {
    const error = notFetched(
      CHANNEL,
      failed(`error: unable to download '${CHANNEL.url}': HTTP error 404`),
    )
    expect(error?.details.next).toContain('https://channels.nixos.org')
  })

  test('leaves any other fault of the build as it is', () => {
    expect(notFetched(CHANNEL, failed('no space left on device'))).toBeUndefined()
    expect(notFetched(CHANNEL, new Error('unable to download'))).toBeUndefined()
  })
})

test.each([
  ['manifest unknown: manifest unknown', true],
  ['manifest for nixos/nix:9.9.9 not found: manifest unknown: manifest unknown', true],
  ['dial tcp: lookup a.test: no such host', false],
  ['no answer within 10 s', false],
])('isUnknownTag("%s") is %s', (reason, isUnknown) => {
  expect(isUnknownTag(reason)).toBe(isUnknown)
})
