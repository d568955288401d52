import { describe, expect, expectTypeOf, test } from 'vitest'
import { defineConfig, type NixproofConfig, type WrittenConfig } from './config.ts'

describe('defineConfig()', () => {
  test('gives back what it is given', () => {
    const config: NixproofConfig = { axes: { nix: ['2.34'] } }
    expect(defineConfig(config)).toBe(config)
    expectTypeOf<NixproofConfig>().toExtend<WrittenConfig>()
  })

  test('takes each image with the Nix and nixpkgs that it has', () => {
    defineConfig({
      tutorials: ['docs', { path: 'README.md', workspace: '.', origin: ['github:a/b=../b'] }],
      axes: { image: ['official'], nix: ['2.26.4'], nixpkgs: ['nixos-25.11'] },
      include: [{ nix: '2.8', sandbox: [true, false] }],
      exclude: [{ nix: '2.26.4', variant: 'local' }],
      expect: [{ cells: { nix: '2.8' }, code: 'NIX_SYNTAX', reason: 'it is old' }],
      nix: { builders: ['ssh-ng://builder'] },
    })
  })

  test('refuses others, when its types are checked', () => {
    // @ts-expect-error: the embedded image has no such Nix
    defineConfig({ axes: { nix: ['2.35'] } })
    // @ts-expect-error: nor such rules
    defineConfig({ axes: { nixpkgs: ['25.05'] } })
    // @ts-expect-error: there is no such axis
    defineConfig({ axes: { nxi: ['2.34'] } })
    // @ts-expect-error: a value is in a list
    defineConfig({ axes: { sandbox: true } })
    // @ts-expect-error: a tag is of the official image
    defineConfig({ include: [{ nix: '2.26.4' }] })
    // @ts-expect-error: there is no such code
    defineConfig({ expect: [{ code: 'NIX_EVALUTION', reason: 'known' }] })
    // @ts-expect-error: nobody would know why
    defineConfig({ expect: [{ code: 'NIX_EVALUATION' }] })
  })
})
