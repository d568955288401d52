import { relative } from 'node:path'
import { NixproofError } from '../errors.ts'
import type { ExpectedFailure, MatrixCell } from './cell.ts'

/** How cells are listed: for a person, for programs, and for `fromJSON` in a GitHub workflow. */
export const CELL_FORMATS = ['text', 'json', 'github'] as const
export type CellFormat = (typeof CELL_FORMATS)[number]

/** To be raised when something in the JSON is renamed, removed, or means something else. */
const FORMAT = 1

/** https://docs.github.com/en/actions/reference/limits: jobs that a matrix can make. */
const GITHUB_JOBS = 256

/** @throws NixproofError USAGE for more cells than GitHub takes. */
export function formatCells(cells: readonly MatrixCell[], format: CellFormat): string {
  if (format === 'json') return JSON.stringify({ format: FORMAT, cells }, undefined, 2)
  if (format === 'github') {
    if (cells.length > GITHUB_JOBS) throw tooMany(cells.length)
    // What is expected is read again by whoever runs the cell.
    return JSON.stringify({ include: cells.map((cell) => ({ ...cell, expected: undefined })) })
  }
  return cells
    .flatMap(({ name, expected }) => [name, ...expected.map((one) => `  ${expectedText(one)}`)])
    .join('\n')
}

function expectedText({ code, tutorial, text, reason }: ExpectedFailure): string {
  const where = tutorial === undefined ? '' : ` in ${relative('.', tutorial)}`
  const what = text === undefined ? '' : `, with "${text}"`
  return `fails${where} with ${code}${what}: ${reason}`
}

function tooMany(count: number): NixproofError {
  return new NixproofError('USAGE', 'GitHub does not make as many jobs of a matrix', {
    wanted: `At most ${GITHUB_JOBS} cells`,
    found: `${count}`,
    next: 'Choose some with --cell, or give each job several: nixproof matrix --shard',
  })
}
