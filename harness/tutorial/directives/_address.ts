import type { Place } from '../../errors.ts'
import { byNearness } from '../../nix/nearest.ts'
import type { TextFinding } from '../finding.ts'
import type { Block } from '../markdown/document.ts'
import type { Address } from './directive.ts'

const TOLD = 3

/** The one block that an address is of. */
export function findBlock(
  address: Address,
  blocks: readonly Block[],
  place: Place,
): { readonly block: Block } | { readonly finding: TextFinding } {
  const matching = blocks.filter((block) => matches(address, block))
  const [block] = matching
  if (block && matching.length === 1) return { block }
  const shown = describe(address)
  if (shown === '') {
    return {
      finding: {
        code: 'ADDRESS_UNMATCHED',
        severity: 'call',
        place,
        summary: 'An entry does not say which block it is about',
        wanted: '"heading", "line" or "contains"',
      },
    }
  }
  if (block) {
    const lines = matching.map(({ position }) => position.start.line)
    return {
      finding: {
        code: 'ADDRESS_AMBIGUOUS',
        severity: 'call',
        place,
        summary: `${matching.length} blocks are at ${shown}`,
        wanted: 'One block',
        found: `Those on lines ${lines.slice(0, TOLD).join(', ')}${lines.length > TOLD ? ' …' : ''}`,
        next: `Add ${address.line === undefined ? `"line: ${lines[0]}"` : '"contains"'} to the entry, or something that only one of them contains`,
      },
    }
  }
  return {
    finding: {
      code: 'ADDRESS_UNMATCHED',
      severity: 'call',
      place,
      summary: `No block is at ${shown}`,
      wanted: nearest(address, blocks),
    },
  }
}

function matches({ heading, line, contains }: Address, block: Block): boolean {
  const { start, end } = block.position
  return (
    (heading !== undefined || line !== undefined || contains !== undefined) &&
    (heading === undefined || isBelow(heading, block.headings)) &&
    (line === undefined || (start.line <= line && line <= end.line)) &&
    (contains === undefined || block.text.includes(contains))
  )
}

/** The names of sections from the inner one outwards: `Install`, or `NixOS > Install`. */
function isBelow(heading: string, headings: readonly string[]): boolean {
  const names = [headings.at(-1) ?? '', headings.join(' > ')]
  return names.includes(heading) || headings.join(' > ').endsWith(` > ${heading}`)
}

function describe({ heading, line, contains }: Address): string {
  return [
    ...(heading === undefined ? [] : [`heading "${heading}"`]),
    ...(line === undefined ? [] : [`line ${line}`]),
    ...(contains === undefined ? [] : [`text "${contains}"`]),
  ].join(', ')
}

/** What is most like the address: a heading, or the lines that blocks are on. */
function nearest({ heading, line }: Address, blocks: readonly Block[]): string {
  if (blocks.length === 0) return 'A code block; the text has none'
  if (heading !== undefined && !blocks.some(({ headings }) => isBelow(heading, headings))) {
    const names = [...new Set(blocks.map(({ headings }) => headings.at(-1) ?? ''))].filter(Boolean)
    return `A heading with a block: ${byNearness(heading, names)
      .slice(0, TOLD)
      .map((name) => `"${name}"`)
      .join(', ')}`
  }
  const lines = blocks.map(({ position }) => [position.start.line, position.end.line] as const)
  const near =
    line === undefined
      ? lines
      : lines.toSorted((one, other) => Math.abs(one[0] - line) - Math.abs(other[0] - line))
  return `A block: there are ones on lines ${near
    .slice(0, TOLD)
    .map(([from, to]) => `${from}-${to}`)
    .join(', ')}`
}
