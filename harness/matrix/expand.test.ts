import { assert, constantFrom, property, record, uniqueArray } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { EMBEDDED_NIX } from '../image/debian/packages.ts'
import { EMBEDDED_NIXPKGS } from '../image/releases.ts'
import { matches, VARIANTS } from './axes.ts'
import type { WrittenConfig } from './config.ts'
import { expand } from './expand.ts'

function names(config: WrittenConfig): string[] {
  const { cells, complaints } = expand(config)
  expect(complaints).toEqual([])
  return cells.map(({ name }) => name)
}

describe('expand()', () => {
  test('combines each value with each, in the order in which they are written', () => {
    const axes = { nix: ['2.34', '2.8'], sandbox: [true], variant: ['fetched', 'local'] } as const
    expect(names({ axes })).toEqual([
      'nix=2.34,nixpkgs=24.11,sandbox=on,variant=fetched',
      'nix=2.34,nixpkgs=24.11,sandbox=on,variant=local',
      'nix=2.8,nixpkgs=24.11,sandbox=on,variant=fetched',
      'nix=2.8,nixpkgs=24.11,sandbox=on,variant=local',
    ])
  })

  test('leaves out what has all values of an exclude, and puts in what is included', () => {
    const config: WrittenConfig = {
      axes: { nix: ['2.26', '2.34'] },
      exclude: [{ nix: ['2.26', '2.34'], sandbox: true }],
      include: [{ nix: '2.34', sandbox: true }, { nixpkgs: ['25.11'] }],
    }
    expect(names(config)).toEqual([
      'nix=2.26,nixpkgs=24.11,sandbox=off,variant=local',
      'nix=2.34,nixpkgs=24.11,sandbox=off,variant=local',
      'nix=2.34,nixpkgs=24.11,sandbox=on,variant=local',
      'nix=2.26,nixpkgs=25.11,sandbox=off,variant=local',
    ])
  })

  test('makes no cells of axes that are left out where cells are included', () => {
    const include = [{ nix: ['2.8', '2.34'] }]
    expect(names({ include })).toEqual([
      'nix=2.8,nixpkgs=24.11,sandbox=off,variant=local',
      'nix=2.34,nixpkgs=24.11,sandbox=off,variant=local',
    ])
  })

  test('names the official image, and takes any tag, channel or commit with it', () => {
    const commit = '0123456789abcdef0123456789abcdef01234567'
    const include = [
      { image: 'official', nix: '2.28.5', nixpkgs: ['nixos-25.11', commit] },
    ] as const
    expect(names({ include })).toEqual([
      'image=official,nix=2.28.5,nixpkgs=nixos-25.11,sandbox=off,variant=local',
      `image=official,nix=2.28.5,nixpkgs=${commit},sandbox=off,variant=local`,
    ])
  })

  test('takes of the official image the pinned one where nobody says which', () => {
    const axes = { image: ['embedded', 'official'], sandbox: [false] } as const
    const include = [{ image: 'official', nix: 'latest' }] as const
    expect(names({ axes, include })).toEqual([
      'nix=2.8,nixpkgs=24.11,sandbox=off,variant=local',
      'nix=2.26,nixpkgs=24.11,sandbox=off,variant=local',
      'nix=2.34,nixpkgs=24.11,sandbox=off,variant=local',
      'image=official,nix=2.26,nixpkgs=bundled,sandbox=off,variant=local',
      'image=official,nix=latest,nixpkgs=bundled,sandbox=off,variant=local',
    ])
  })

  test('takes a tag on an axis of both images where the embedded one is excluded', () => {
    const axes = {
      image: ['embedded', 'official'],
      nix: ['2.26', '2.30.1'],
      sandbox: [false],
    } as const
    const [complaint] = expand({ axes }).complaints
    expect(complaint).toMatchObject({ path: ['axes', 'nix', 1] })
    expect(names({ axes, exclude: [{ image: 'embedded', nix: '2.30.1' }] })).toEqual([
      'nix=2.26,nixpkgs=24.11,sandbox=off,variant=local',
      'image=official,nix=2.26,nixpkgs=bundled,sandbox=off,variant=local',
      'image=official,nix=2.30.1,nixpkgs=bundled,sandbox=off,variant=local',
    ])
  })

  const some = <T>(values: readonly T[]) => uniqueArray(constantFrom(...values), { minLength: 1 })
  const axes = record(
    {
      nix: some(EMBEDDED_NIX),
      nixpkgs: some(EMBEDDED_NIXPKGS),
      sandbox: some([true, false]),
      variant: some(VARIANTS),
    },
    { requiredKeys: [] },
  )

  test('has unique names, and no cell that is excluded', () => {
    assert(
      property(axes, axes, (given, excluded) => {
        const { cells, complaints } = expand({ axes: given, exclude: [excluded] })
        if (complaints.length > 0) return
        expect(cells.length).toBeGreaterThan(0)
        expect(new Set(cells.map(({ name }) => name)).size).toBe(cells.length)
        for (const cell of cells) expect(matches(excluded, cell)).toBe(false)
      }),
    )
  })
})
