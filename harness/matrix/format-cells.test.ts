import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { MatrixCell } from './cell.ts'
import { expand } from './expand.ts'
import { formatCells } from './format-cells.ts'

const [first, second] = expand({ axes: { nix: ['2.34'] } }).cells
const cells: MatrixCell[] = [
  { ...first!, expected: [] },
  {
    ...second!,
    expected: [
      { code: 'TIMEOUT', tutorial: resolve('docs/a.md'), text: 'after 5 m', reason: 'slow' },
    ],
  },
]

describe('formatCells()', () => {
  test('lists for a person what is known to fail as well', () => {
    expect(formatCells(cells, 'text')).toBe(
      [
        'nix=2.34,nixpkgs=24.11,sandbox=off,variant=local',
        'nix=2.34,nixpkgs=24.11,sandbox=on,variant=local',
        '  fails in docs/a.md with TIMEOUT, with "after 5 m": slow',
      ].join('\n'),
    )
  })

  test('lists everything for programs', () => {
    expect(JSON.parse(formatCells(cells, 'json'))).toEqual({ format: 1, cells })
  })

  test('lists one line for GitHub, with what a job needs', () => {
    const text = formatCells(cells, 'github')
    expect(text).not.toContain('\n')
    const cell = { image: 'embedded', nix: '2.34', nixpkgs: '24.11', variant: 'local' }
    expect(JSON.parse(text)).toEqual({
      include: [
        { name: cells[0]!.name, ...cell, sandbox: false },
        { name: cells[1]!.name, ...cell, sandbox: true },
      ],
    })
  })

  test('refuses more than GitHub makes jobs of', () => {
    const many = Array.from({ length: 257 }, () => cells[0]!)
    expect(() => formatCells(many, 'github')).toThrow(expect.objectContaining({ code: 'USAGE' }))
    expect(formatCells(many.slice(1), 'github')).toContain('include')
  })
})
