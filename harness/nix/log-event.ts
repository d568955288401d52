import type { Place } from '../errors.ts'
import { foreign, isMarked } from './marks.ts'
import { stripAnsi } from './messages.ts'

/**
 * One line of `--log-format internal-json`.
 * https://github.com/NixOS/nix/blob/2.26.3/src/libutil/logging.cc (JSONLogger)
 */
export interface LogEvent extends Frame {
  readonly action: 'start' | 'stop' | 'result' | 'msg'
  readonly id?: number
  readonly type?: number
  readonly level?: number
  readonly text?: string
  readonly fields?: readonly unknown[]
  readonly msg?: string
  /** With `--show-trace`: the nearest to the error is the first. */
  readonly trace?: readonly Frame[]
}

interface Frame {
  /** Only errors of Nix have it. */
  readonly raw_msg?: string
  readonly file?: string | null
  readonly line?: number | null
  readonly column?: number | null
}

type At = Required<Place>

const PREFIX = '@nix '

export function parseEvent(line: string): LogEvent | undefined {
  if (!line.startsWith(PREFIX)) return undefined
  try {
    return JSON.parse(line.slice(PREFIX.length)) as LogEvent
  } catch {
    return undefined
  }
}

/**
 * An error as all versions would write it with nothing but the places of its trace. Nix colours what
 * it puts into its messages, and what tells a place: words of others have no colour.
 *
 * @param thrown Whether the message is not of Nix but of an expression.
 */
export function writeError(event: LogEvent, thrown: boolean): string {
  const { msg = '', raw_msg: raw = '' } = event
  const at = placeOf(event)
  const frames = event.trace ? event.trace.map(placeOf).toReversed() : placesIn(msg)
  const last = frames.at(-1)
  if (!event.trace && at && last && write(last) === write(at)) frames.pop()
  const places = frames.filter((frame) => frame !== undefined)
  // eslint-disable-next-line no-control-regex -- Nix colours what it proposes
  const suggestion = msg.split('\n').find((line) => /^ +Did you mean .*\u001b\[/.test(line))
  const text = thrown ? foreign(stripAnsi(raw)) : ownText(raw)
  const indent = places.length > 0 ? INDENT : ''
  return [
    ...(places.length > 0 ? ['error:', ...places.map(write)] : []),
    `${indent}error: ${indentOwn(text)}`,
    ...(at ? [write(at)] : []),
    ...(suggestion === undefined ? [] : [stripAnsi(suggestion)]),
    ...(!event.trace && TRUNCATED.test(msg) ? [`${INDENT}(use '--show-trace')`] : []),
    '',
  ].join('\n')
}

export function isColoured(text: string): boolean {
  return text.includes('\u001b[')
}

function indentOwn(text: string): string {
  return text
    .split('\n')
    .map((line, index) => (index === 0 || isMarked(line[0] ?? '') ? line : `${INDENT}${line}`))
    .join('\n')
}

// eslint-disable-next-line no-control-regex -- Nix colours it
const TRUNCATED = /\u001b\[35;1m\(stack trace truncated; use '--show-trace'/
const INDENT = ' '.repeat(7)

function write({ file, line, column }: At): string {
  return `${INDENT}at ${file}:${line}:${column}:`
}

/** What goes on over a line inside a colour is what the message is about, and not the message. */
function ownText(raw: string): string {
  // eslint-disable-next-line no-control-regex -- the colours are what is looked for
  const parts = raw.split(/(\u001b\[[0-9;]*m)/)
  let coloured = false
  const texts = parts.map((part) => {
    if (part.startsWith('\u001b[')) {
      coloured = part !== '\u001b[0m'
      return ''
    }
    const [first = '', ...rest] = part.split('\n')
    return coloured && rest.length > 0 ? `${first}\n${foreign(rest.join('\n'))}` : part
  })
  return texts.join('')
}

/** Since 2.19 the file has line and column as well: `/a.nix:1:2`. */
export function placeOf({ file, line, column, raw_msg: raw = '' }: Frame): At | undefined {
  const named = placesIn(raw)[0]
  if (!file || !line || !column) return named
  return { file: file.replace(`:${line}:${column}`, ''), line, column }
}

function placesIn(text: string): At[] {
  const form =
    // eslint-disable-next-line no-control-regex -- Nix colours places
    /^ *(?:\u001b\[34;1mat |whose name attribute is located at )\u001b\[35;1m(\/[^\u001b\n]+?):(\d+):(\d+)\u001b\[0m/gm
  return [...text.matchAll(form)].map(([, file = '', line, column]) => ({
    file,
    line: Number(line),
    column: Number(column),
  }))
}
