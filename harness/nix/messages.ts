import type { Place } from '../errors.ts'

/** One `error:` of Nix with what follows it, up to the next one. */
export interface NixMessage {
  /** The words after `error:`; empty where a trace starts (Nix 2.19 and later). */
  readonly text: string
  readonly lines: readonly string[]
  /** Every `file:line:column` in it, in Nix's order: in a trace the nearest to the error is the last. */
  readonly places: readonly Place[]
}

/**
 * Takes the errors out of what Nix wrote on stderr.
 * Inside a trace `error:` is indented by seven columns; the forms of 2.8, 2.26 and 2.34 are in
 * `failure.captured.json`.
 */
export function parseMessages(stderr: string): NixMessage[] {
  const messages: { text: string; lines: string[] }[] = []
  for (const line of stripAnsi(stderr).split('\n')) {
    const start = /^(?: {7})?error:(?: (.*))?$/.exec(line)
    if (start) messages.push({ text: start[1] ?? '', lines: [] })
    messages.at(-1)?.lines.push(line)
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

function findPlaces(line: string): Place[] {
  return [...line.matchAll(/\bat (\/[^:]+):(\d+):(\d+)/g)].map(([, file, row, column]) => ({
    file: file ?? '',
    line: Number(row),
    column: Number(column),
  }))
}
