import { NixproofError } from '../errors.ts'

export function noChecksIn(cells: readonly string[]): NixproofError {
  return new NixproofError(
    'NO_CHECKS',
    'Not one check was run in a cell, so nothing is proved there',
    {
      found: cells.join('\n'),
      next: 'Look at why they were skipped, or leave the cell out',
    },
  )
}
