import { expect, test } from 'vitest'
import { findNixpkgs, type NixpkgsSource } from './nixpkgs-source.ts'

const COMMIT = '48d12d5e70ee91fe8481378e540433a7303dbf6a'
const channel = (name: string): string => `https://channels.nixos.org/${name}/nixexprs.tar.xz`

test.each<[string, Omit<NixpkgsSource, 'name'>]>([
  ['24.11', { release: '24.11', url: channel('nixos-24.11'), moves: true }],
  ['nixos-25.05', { release: '25.05', url: channel('nixos-25.05'), moves: true }],
  [
    'nixos-25.11-small',
    { release: '25.11', url: channel('nixos-25.11-small'), needsNix: '2.18', moves: true },
  ],
  ['nixpkgs-unstable', { url: channel('nixpkgs-unstable'), needsNix: '2.18', moves: true }],
  [COMMIT, { url: `https://github.com/NixOS/nixpkgs/archive/${COMMIT}.tar.gz`, moves: false }],
])('findNixpkgs("%s")', (name, source) => {
  expect(findNixpkgs(name)).toEqual({ name, ...source })
})

test.each([
  ['25.10', 'Did you mean "25.11"?'],
  ['nixos-stable', 'Did you mean "nixos-unstable"?'],
  ['nixos-25.11;reboot', 'Did you mean "nixos-25.11"?'],
  ['48d12d5e', 'Give the whole commit: git rev-parse tells it'],
  ['', 'Did you mean'],
])('findNixpkgs("%s") refuses with what is near', (name, next) => {
  expect(() => findNixpkgs(name)).toThrow(/\[USAGE\]/)
  expect(() => findNixpkgs(name)).toThrow(next)
})
