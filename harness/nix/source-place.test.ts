import { expect, test } from 'vitest'
import type { NixFailure } from './failure.ts'
import { filesNamed, findSought, isFunction } from './source-place.ts'
import { soughtBy, type Sought } from './sought.ts'

/** Where "^" stands, and the text without it. */
function marked(text: string): { text: string; spot: { line: number; column: number } } {
  const before = text.slice(0, text.indexOf('^')).split('\n')
  const spot = { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
  return { text: text.replace('^', ''), spot }
}

test.each<[Sought, string]>([
  [{ what: 'result' }, '# A file.\n{ pkgs ? 1 }:\n\n^"hello"'],
  [{ what: 'result' }, '^x: x'],
  [{ what: 'argument', name: 'flask', line: 3 }, '{\n  stdenv,\n  ^flask,\n}:\nflask'],
  [{ what: 'element', name: 'buildInputs' }, '{ buildInputs = [ a.b ^(x: x) ]; }'],
  [{ what: 'element', name: 'buildInputs', index: 2 }, '{ buildInputs = [ a ^b c ]; }'],
  [{ what: 'element', name: 'buildInputs' }, '{ ^buildInputs = with pkgs; [ a b ]; }'],
  [{ what: 'name', name: 'my app' }, '{ src = "my app"; ^name = "my app"; }'],
  [{ what: 'name', name: 'my app-1.0' }, '{ ^pname = "my app"; version = "1.0"; }'],
  [{ what: 'name', name: 'my app' }, 'writeShellScriptBin ^"my app" ""'],
  [
    { what: 'package', name: 'app-package-1.0' },
    '{ name = "app"; a = { ^pname = "app-package"; version = "1.0"; }; }',
  ],
  [{ what: 'package', name: 'app-1.0' }, '{ ^name = "app-1.0"; }'],
  [{ what: 'unnamed' }, 'x: ^p.stdenv.mkDerivation rec { src = ./.; }'],
  [{ what: 'unnamed' }, '[ (mkDerivation { inherit name; }) (^mkDerivation { pname = "a"; }) ]'],
  [{ what: 'unnamed' }, '^mkDerivation (finalAttrs: { src = ./.; })'],
  [{ what: 'use', name: 'gcc13' }, '{ gcc13 }: [ ^pkgs.gcc13 ]'],
  [{ what: 'use', name: 'gcc13' }, 'with pkgs; { gcc13 = 1; a = [ ^gcc13 ]; }'],
])('findSought() finds %j in %j', (sought, given) => {
  const { text, spot } = marked(given)
  expect(findSought(text, sought)).toEqual(spot)
})

test.each<[Sought, string]>([
  [{ what: 'argument', name: 'flask', line: 1 }, '{\n  flask,\n}: 1'],
  [
    { what: 'element', name: 'buildInputs' },
    '[ { buildInputs = [ a ]; } { buildInputs = [ b ]; } ]',
  ],
  [{ what: 'unnamed' }, 'mkDerivation { pname = "a"; version = "1"; }'],
  [{ what: 'unnamed' }, 'mkDerivation (import ./arguments.nix)'],
  [{ what: 'name', name: 'my app' }, '{ name = "${x}"; }'],
  [{ what: 'package', name: 'app-package-1.0' }, '{ name = "app"; pname = name; }'],
])('findSought() finds no place for %j in %j', (sought, text) => {
  expect(findSought(text, sought)).toBeUndefined()
})

test('filesNamed() tells the Nix files that a text names', () => {
  const text = 'a ./package.nix (import ../lib/b.nix) ./src <nixpkgs> "./no.nix"'
  expect(filesNamed(text)).toEqual(['./package.nix', '../lib/b.nix'])
})

test('isFunction() knows the place of a whole function', () => {
  expect(isFunction('# a\nx: x', { line: 2, column: 1 })).toBe(true)
  expect(isFunction('# a\nx: x', { line: 2, column: 4 })).toBe(false)
})

test.each<[Partial<NixFailure>, Sought | undefined]>([
  [
    // nixpkgs 24.11, pkgs/stdenv/generic/make-derivation.nix
    { message: 'Dependency is not of a valid type: element 2 of buildInputs for app' },
    { what: 'element', name: 'buildInputs', index: 2 },
  ],
  [
    { message: `store path '${'0'.repeat(32)}-my app.drv' contains illegal character ' '` },
    { what: 'name', name: 'my app' },
  ],
  [
    // nixpkgs 25.11, pkgs/development/interpreters/python/mk-python-derivation.nix
    {
      message: 'python3.11-app-1.0 does not configure a `format`. To build with',
      place: { file: 'a.nix', line: 39, column: 3 },
    },
    { what: 'package', name: 'app-1.0' },
  ],
  [{ code: 'NIX_ATTRIBUTE_MISSING', missing: 'name' }, { what: 'unnamed' }],
  [{ code: 'NIX_ATTRIBUTE_MISSING', missing: 'name', place: { file: 'a.nix' } }, undefined],
  [{ code: 'NIX_ATTRIBUTE_MISSING', missing: 'flask' }, undefined],
])('soughtBy(%j) is %j', (failure, sought) => {
  expect(soughtBy({ code: 'NIX_EVALUATION', message: '', ...failure })).toEqual(sought)
})
