import { expect, test } from 'vitest'
import { NixproofError } from '../errors.ts'
import { chooseImage, versionOf, type Choice, type NixRequest } from './choose.ts'
import { findNixpkgs } from './nixpkgs-source.ts'

const PIN: NixRequest = { choice: 'auto', nix: '2.26' }
const OFFICIAL: NixRequest = { choice: 'official', nix: '2.26' }

test.each<[Partial<NixRequest>, Choice]>([
  [{}, { embedded: { nix: '2.26', nixpkgs: '24.11' }, official: {} }],
  [{ nixpkgs: '24.11' }, { embedded: { nix: '2.26', nixpkgs: '24.11' }, official: {} }],
  [
    { nixpkgs: '25.11' },
    {
      embedded: { nix: '2.26', nixpkgs: '25.11' },
      official: { nixpkgs: findNixpkgs('25.11') },
    },
  ],
  [{ nix: '2.8' }, { embedded: { nix: '2.8', nixpkgs: '24.11' } }],
  // Nix itself says that it is too old there.
  [{ nix: '2.8', nixpkgs: '25.11' }, { embedded: { nix: '2.8', nixpkgs: '25.11' } }],
  [
    { choice: 'embedded', nix: '2.34', nixpkgs: '25.11' },
    { embedded: { nix: '2.34', nixpkgs: '25.11' } },
  ],
  [{ choice: 'official' }, { official: {} }],
  [{ choice: 'official', nixpkgs: '24.11' }, { official: {} }],
  [{ choice: 'official', nix: '2.30.1' }, { official: { tag: '2.30.1' } }],
  [{ choice: 'official', nix: 'latest-amd64' }, { official: { tag: 'latest-amd64' } }],
  [
    { choice: 'official', nix: '2.30.1', nixpkgs: '24.11' },
    { official: { tag: '2.30.1', nixpkgs: findNixpkgs('24.11') } },
  ],
  [
    { choice: 'official', nix: '2.8.1', nixpkgs: '25.05' },
    { official: { tag: '2.8.1', nixpkgs: findNixpkgs('25.05') } },
  ],
])('chooseImage() of %j', (given, choice) => {
  expect(chooseImage({ ...PIN, ...given })).toEqual(choice)
})

test.each<[NixRequest, RegExp]>([
  [{ ...PIN, nix: '2.27' }, /wanted +--nix 2\.8, 2\.26, 2\.34[^]*Nearest is --nix 2\.26/],
  [{ ...PIN, nix: '2.30.1' }, /does not come with --nix 2\.30\.1[^]*; --image official may/],
  [{ ...PIN, nixpkgs: '25.10' }, /Nearest is --nixpkgs 25\.11$/],
  [{ ...PIN, nixpkgs: 'nixos-25.05' }, /Nearest is --nixpkgs 25\.\d\d; --image official may/],
  [{ ...PIN, choice: 'embedded', nixpkgs: '24' }, /wanted +--nixpkgs 24\.11, 25\.11/],
  [{ ...OFFICIAL, nix: '2.34' }, /has no tag "2\.34"[^]*whole version, such as 2\.34\.0/],
  [{ ...OFFICIAL, nix: '2' }, /whole version, such as 2\.0\.0/],
  [{ ...OFFICIAL, nix: 'not a tag' }, /has no tag "not a tag"/],
  [{ ...OFFICIAL, nix: '' }, /has no tag ""/],
  [{ ...OFFICIAL, nix: '2.8.1', nixpkgs: '25.11' }, /too old[^]*Nix 2\.18 or newer/],
  [{ ...OFFICIAL, nix: '2.17.0-amd64', nixpkgs: 'nixos-unstable' }, /too old for nixpkgs nixos-u/],
  [{ ...OFFICIAL, nixpkgs: 'nixos-25.10' }, /Did you mean "nixos-25\.11"\?/],
])('chooseImage() refuses %j', (request, text) => {
  const error = (): unknown => chooseImage(request)
  expect(error).toThrow(NixproofError)
  expect(error).toThrow(text)
  expect(error).toThrow(/\[USAGE\]/)
})

test.each([
  ['2.26.4', '2.26'],
  ['2.34.8-arm64', '2.34'],
  ['2.8', '2.8'],
  ['latest', undefined],
  ['2.x', undefined],
])('versionOf("%s") is %s', (tag, version) => {
  expect(versionOf(tag)).toBe(version)
})
