import { expect, test } from 'vitest'
import { definedNames } from './defined-names.ts'

test('definedNames() has bindings, what is inherited and arguments', () => {
  const text = `{ pkgs, port ? number 1 }@args:
    let
      greeting = "x \${no}";
      inherit (pkgs) curl;
    in
    rec { own.part = f: used f; }`
  const names = ['pkgs', 'port', 'args', 'greeting', 'curl', 'own', 'part', 'f']
  expect(definedNames(text)).toEqual(expect.arrayContaining(names))
  for (const use of ['number', 'used', 'x', 'no']) expect(definedNames(text)).not.toContain(use)
})

test('definedNames() reads what Nix cannot', () => {
  expect(definedNames('{ a = ; b = 1; ')).toEqual(['a', 'b'])
})
