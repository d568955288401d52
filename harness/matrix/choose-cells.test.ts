import { describe, expect, test } from 'vitest'
import type { MatrixCell } from './cell.ts'
import { chooseCells } from './choose-cells.ts'
import { expand } from './expand.ts'

const cells: MatrixCell[] = expand({
  axes: {
    image: ['embedded', 'official'],
    nix: ['2.26', '2.34'],
    nixpkgs: ['24.11'],
    sandbox: [false, true],
  },
  exclude: [{ image: 'official', nix: '2.34' }],
}).cells.map((cell) => ({ ...cell, expected: [] }))

function names(...choices: string[]): string[] {
  return chooseCells(cells, choices).map(({ name }) => name)
}

describe('chooseCells()', () => {
  test('without a choice takes all', () => {
    expect(chooseCells(cells, [])).toEqual(cells)
  })

  test('takes what has all values of a choice, in the order of the matrix', () => {
    expect(names('sandbox=on,nix=2.34', ' image=official , sandbox=off ')).toEqual([
      'nix=2.34,nixpkgs=24.11,sandbox=on,variant=local',
      'image=official,nix=2.26,nixpkgs=24.11,sandbox=off,variant=local',
    ])
  })

  test.for(cells.map(({ name }) => [name] as const))('takes %s alone by its name', ([name]) => {
    expect(names(name)).toEqual([name])
  })

  test.for([
    ['nxi=2.34', 'There is no axis "nxi"', '"nix"'],
    ['nix', 'No cell has nix=', '"2.26", "2.34"'],
    ['', 'There is no axis ""', '"image", "nix"'],
    ['nix=2.35', 'No cell has nix=2.35', '"2.34"'],
    ['sandbox=true', 'No cell has sandbox=true', '"off", "on"'],
    ['nix=2.26,variant=fetched', 'No cell has variant=fetched', '"local"'],
    ['image=official,nix=2.34', 'No cell has all of these values', 'image=official'],
  ] as const)('refuses %j', ([choice, summary, wanted]) => {
    expect(() => names('sandbox=on', choice)).toThrow(
      expect.objectContaining({
        code: 'USAGE',
        summary,
        details: expect.objectContaining({
          found: `--cell ${choice}`,
          wanted: expect.stringContaining(wanted),
        }),
      }),
    )
  })
})
