import { countResults, type CheckResult, type Counts } from './result.ts'

const LABEL = 'nix tutorial'

/** What shields.io makes a badge of (https://shields.io/badges/endpoint-badge). */
export interface ShieldsEndpoint {
  readonly schemaVersion: 1
  readonly label: string
  readonly message: string
  readonly color: string
  /** Red badges are not replaced by a colour of the reader's own. */
  readonly isError: boolean
}

type Colour = 'brightgreen' | 'red' | 'orange' | 'lightgrey'

/** The colours of these names at shields.io (badge-maker/lib/color.js). */
const COLOURS: Readonly<Record<Colour, string>> = {
  brightgreen: '#4c1',
  red: '#e05d44',
  orange: '#fe7d37',
  lightgrey: '#9f9f9f',
}

export function shieldsEndpoint(results: readonly CheckResult[]): ShieldsEndpoint {
  const counts = countResults(results)
  const color = colourOf(counts)
  return {
    schemaVersion: 1,
    label: LABEL,
    message: messageOf(counts),
    color,
    isError: color === 'red',
  }
}

/** The same badge as a picture, with nothing that has to be fetched. */
export function badgeSvg(results: readonly CheckResult[]): string {
  const counts = countResults(results)
  const message = messageOf(counts)
  const [left, right] = [widthOf(LABEL) + 10, widthOf(message) + 10]
  const width = left + right
  const title = `${LABEL}: ${message}`
  const words = (text: string, x: number): string =>
    [
      `<text x="${x}" y="15" fill="#010101" fill-opacity=".3" aria-hidden="true">${text}</text>`,
      `<text x="${x}" y="14">${text}</text>`,
    ].join('')
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="20" role="img" aria-label="${title}">`,
    `<title>${title}</title>`,
    `<clipPath id="round"><rect width="${width}" height="20" rx="3" fill="#fff"/></clipPath>`,
    '<g clip-path="url(#round)">',
    `<rect width="${left}" height="20" fill="#555"/>`,
    `<rect x="${left}" width="${right}" height="20" fill="${COLOURS[colourOf(counts)]}"/>`,
    '</g>',
    '<g fill="#fff" text-anchor="middle" font-family="Verdana,Geneva,DejaVu Sans,sans-serif" font-size="11">',
    `${words(LABEL, left / 2)}${words(message, left + right / 2)}`,
    '</g>',
    '</svg>',
    '',
  ].join('\n')
}

function messageOf({ proved, failed, unproved }: Counts): string {
  if (failed > unproved) return `${failed - unproved} of ${proved + failed} failed`
  if (unproved > 0) return 'not proved'
  return proved > 0 ? `${proved} proved` : 'nothing proved'
}

function colourOf({ proved, failed, unproved }: Counts): Colour {
  if (failed > unproved) return 'red'
  if (unproved > 0) return 'orange'
  return proved > 0 ? 'brightgreen' : 'lightgrey'
}

/** Pixels of small letters and digits in Verdana of 11 pixels, about. */
function widthOf(text: string): number {
  const narrow = text.match(/[ fijlrt]/g)?.length ?? 0
  return Math.ceil(narrow * 4.3 + (text.length - narrow) * 7)
}
