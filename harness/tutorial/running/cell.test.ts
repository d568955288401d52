import { expect, test } from 'vitest'
import { BUNDLED, whyNotHere } from './cell.ts'

test.each([
  ['nothing is said', undefined, undefined],
  ['one of several fits', { nix: ['2.26', '2.34'] }, undefined],
  ['all that is said fits', { nix: '2.26', sandbox: false }, undefined],
  [
    'one does not fit',
    { nix: '2.26', sandbox: true },
    'It is for sandbox true only, and this is false',
  ],
  [
    'none of several fits',
    { nix: ['2.8', '2.34'] },
    'It is for nix 2.8, 2.34 only, and this is 2.26',
  ],
  ['nobody knows what it is run on', { nixpkgs: '24.11' }, undefined],
])('whyNotHere() where %s', (_, only, why) => {
  expect(whyNotHere(only, { nix: '2.26', sandbox: false })).toBe(why)
})

test('whyNotHere() where nobody knows which nixpkgs the image bundles', () => {
  expect(whyNotHere({ nixpkgs: '24.11' }, { nixpkgs: BUNDLED })).toBeUndefined()
})
