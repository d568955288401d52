import type { Place } from '../errors.ts'
import { isMarked, ownWords, plain } from './marks.ts'

/** One `error:` of Nix with what follows it, up to the next one. */
export interface NixMessage {
  /** The words after `error:`; empty where a trace starts (Nix 2.19 and later). */
  readonly text: string
  /** Nix's own; of what an expression threw only where it began. */
  readonly lines: readonly string[]
  /** The text is what an expression threw, and may be anything. */
  readonly isThrown?: boolean
  /** Every `file:line:column` in it, in Nix's order: in a trace the nearest to the error is the last. */
  readonly places: readonly Place[]
}

/**
 * Takes the errors out of what Nix wrote on stderr, or out of a transcript (`log.ts`).
 * Inside a trace `error:` is indented by seven columns; the forms of 2.8, 2.26 and 2.34 are in
 * `failure.captured.json`.
 */
export function parseMessages(stderr: string): NixMessage[] {
  const messages: { text: string; lines: string[]; isThrown: boolean }[] = []
  for (const line of stripAnsi(stderr).split('\n')) {
    const text = /^(?: {7})?error:(?: (.*))?$/.exec(line)?.slice(1)
    if (text) {
      const [first = ''] = text
      messages.push({ text: plain(first), lines: [], isThrown: isMarked(first) })
    }
    const own = ownWords(line)
    if (own !== '' || line === '') messages.at(-1)?.lines.push(own)
  }
  return messages
    .filter(({ lines }) => !isAboutInteractiveBash(lines))
    .map((message) => ({ ...message, places: message.lines.flatMap(findPlaces) }))
}

export function stripAnsi(text: string): string {
  // eslint-disable-next-line no-control-regex -- the escape character is what is looked for
  return text.replaceAll(/\u001b\[[0-9;]*[A-Za-z]/g, '')
}

/** A message may begin on the line after `error:`, as failed assertions do. */
export function textOf({ text, lines }: NixMessage): string {
  const more = lines.slice(1).map((line) => line.trim())
  return text || more.filter(Boolean).slice(0, 3).join(' ')
}

/** The name in a derivation's path: `/nix/store/HASH-app.drv` is `app`. */
export function derivationName(path: string): string {
  return path.replace(/^\/nix\/store\/[a-z0-9]{32}-/, '').replace(/\.drv$/, '')
}

/** `nix-shell` complains so when `<nixpkgs>` has no bashInteractive, and goes on with another bash. */
function isAboutInteractiveBash(lines: readonly string[]): boolean {
  return lines.some((line) => line.includes('(import <nixpkgs> {}).bashInteractive'))
}

/** Where Nix tells a place, and not where a message mentions one. Up to 2.18 it says where a function is. */
const PLACE =
  /^\s*(?:whose name attribute is located )?at (\/[^:]+):(\d+):(\d+)|\bfunction (?:'[^']*' )?at (\/[^:]+):(\d+):(\d+) called /

function findPlaces(line: string): Place[] {
  const found = PLACE.exec(line)?.filter((part) => part !== undefined)
  if (!found) return []
  const [, file = '', row, column] = found
  return [{ file, line: Number(row), column: Number(column) }]
}
