import { describe, expect, test } from 'vitest'
import { parseNix } from './nix-parser.ts'

describe('parseNix()', () => {
  test.each([
    ['an expression', '{ pkgs ? import <nixpkgs> { } }: pkgs.hello'],
    ['attributes', 'environment.systemPackages = with pkgs; [ a ];\nb.c = 1;'],
    ['an attribute without its end', 'src = fetchurl { url = "x"; }'],
    ['elements of a list', '(a.b c)\nd'],
    ['things left out', '{\n  a = 1;\n  ...\n  …\n}'],
    ['what only looks like the end of a string', "''a ''${b} ''' ''\\n $${c} 'd' ''"],
    ['what only looks like an interpolation', '"a $${b} \\${c} $"'],
  ])('reads %s', (_what, text) => {
    expect(parseNix(text).errorAt).toBeUndefined()
  })

  test('says where a text stops being Nix, and reads the rest', () => {
    const { errorAt, root } = parseNix('{ a = ; b = fetchurl { }; }')
    expect(errorAt).toBe(6)
    expect(root.getChild('AttrSet')?.getChildren('Bind')).toHaveLength(2)
  })
})
