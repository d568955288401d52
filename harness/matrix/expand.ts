import type { Complaint } from '../tutorial/directives/complaints.ts'
import { matches } from './axes.ts'
import type { Combination } from './cell.ts'
import type { WrittenConfig } from './config.ts'
import { repeatedValues, unavailable, unknownValues } from './_cell-complaints.ts'
import { draftsOfAxes, draftsOfInclude } from './_drafts.ts'

export interface Expanded {
  /** In the order of the axes and their values; those that are included come last. */
  readonly cells: readonly (Combination & { readonly name: string })[]
  /** With any of them the cells are not to be used. */
  readonly complaints: readonly Complaint[]
}

/** The cells that a configuration asks for. */
export function expand(config: WrittenConfig): Expanded {
  const { axes, include = [], exclude = [], expect = [] } = config
  const product = axes || include.length === 0 ? draftsOfAxes(axes ?? {}) : []
  const complaints = repeatedValues(axes ?? {})

  const combined = product.map(({ cell }) => cell)
  for (const [index, pattern] of exclude.entries())
    complaints.push(...unknownValues(pattern, ['exclude', index], combined))
  const drafts = product.filter(({ cell }) => !exclude.some((pattern) => matches(pattern, cell)))
  for (const [index, entry] of include.entries()) {
    const path = ['include', index]
    for (const draft of draftsOfInclude(entry, path)) {
      if (drafts.some(({ name }) => name === draft.name))
        complaints.push({
          path,
          key: false,
          summary: `${draft.name} is there already`,
          wanted: 'A cell that the axes and the entries before do not make',
        })
      else drafts.push(draft)
    }
  }
  complaints.push(...unavailable(drafts))
  if (complaints.length > 0) return { cells: [], complaints }
  if (drafts.length === 0) return { cells: [], complaints: [NO_CELLS] }

  const cells = drafts.map(({ cell, name }) => ({ name, ...cell }))
  for (const [index, { cells: pattern = {} }] of expect.entries()) {
    const path = ['expect', index, 'cells']
    const unknown = unknownValues(pattern, path, cells)
    complaints.push(...unknown)
    if (unknown.length === 0 && !cells.some((cell) => matches(pattern, cell)))
      complaints.push({
        path,
        key: false,
        summary: 'The expected failure is of no cell',
        wanted: 'A combination that is not excluded',
      })
  }
  return { cells, complaints }
}

const NO_CELLS: Complaint = {
  path: ['exclude'],
  key: true,
  summary: 'Every cell is excluded, so that nothing would be proved',
  wanted: 'At least one cell that is left',
}
