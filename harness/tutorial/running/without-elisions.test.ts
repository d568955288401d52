import { expect, test } from 'vitest'
import { withoutElisions } from './without-elisions.ts'

test.each([
  ['a line of its own', 'a = 1;\n  ...\nb = 2;', 'a = 1;\n\nb = 2;'],
  ['an ellipsis in one character', 'a = 1;\n…;\nb = 2;', 'a = 1;\n\nb = 2;'],
  ['in place of a value', 'a = ...;', 'a = null;'],
  ['in a list, so that columns after it stay', '[ … b ]', '[ null b ]'],
  ['the rest of what a function takes', '{ pkgs, ... }: pkgs', '{ pkgs, ... }: pkgs'],
  ['the same over lines', '{\n  pkgs,\n  ...\n}:\npkgs', '{\n  pkgs,\n  ...\n}:\npkgs'],
  ['the same with a name', '{ pkgs, ... }@args: args', '{ pkgs, ... }@args: args'],
])('withoutElisions() makes Nix of a text with %s', (_, text, nix) => {
  expect(withoutElisions(text)).toBe(nix)
})
