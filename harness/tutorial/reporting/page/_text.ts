import { stripVTControlCharacters } from 'node:util'

/** Markup that may stand in a page as it is. Whatever else goes into one is escaped on its way. */
export interface Html {
  readonly html: string
}

/** What may not stand there as it is; most texts have none of it. */
// oxlint-disable-next-line no-control-regex -- they are what is meant
const SPECIAL = /[&<>"'\u0000-\u0008\u000B-\u001F\u007F-\uFFFF]/

type Part = Html | string | number | undefined | false | readonly Part[]

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/**
 * What changes the direction of a text or has no width: a line would look like another one
 * (https://trojansource.codes). Joiners stay, which emoji and some scripts need.
 */
const UNSEEN =
  /[\u00AD\u061C\u180E\u200B\u200E\u200F\u2028\u2029\u202A-\u202E\u2060-\u2069\uFEFF\uFFF9-\uFFFB]/g

/** Of each literal in the code, without its lines: a page has some of them a million times. */
const literals = new WeakMap<TemplateStringsArray, readonly string[]>()

/**
 * Writes markup; every value in it is escaped, and fits between quotes as well. It may be laid out in
 * lines. (Of the name `html` formatters would lay it out their own way, in `pre` as well.)
 */
export function markup(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const raw = literals.get(strings) ?? strings.map((text) => text.replaceAll(/\n\s*/g, ' '))
  literals.set(strings, raw)
  return { html: String.raw({ raw }, ...parts.map(textOf)) }
}

function textOf(part: Part): string {
  if (part === undefined || part === false) return ''
  if (typeof part === 'string') return escapeHtml(part)
  if (typeof part === 'number') return `${part}`
  return 'html' in part ? part.html : part.map(textOf).join('')
}

/** Somebody else's text, for markup: without colours, and with what is not seen shown. */
export function escapeHtml(text: string): string {
  if (!SPECIAL.test(text)) return text
  return (
    stripVTControlCharacters(text.toWellFormed())
      .replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
      .replaceAll(UNSEEN, codePoint)
      .replaceAll(/\r\n?/g, '\n')
      // oxlint-disable-next-line no-control-regex -- they are what is meant
      .replaceAll(/[\u0000-\u0008\u000B-\u001F]/g, (character) =>
        String.fromCodePoint(0x24_00 + character.charCodeAt(0)),
      )
      .replaceAll(/[\u007F-\u009F]/g, codePoint)
  )
}

/** What an anchor is called; the same text behind `#` leads to it. */
export function anchorOf(text: string): string {
  return encodeURIComponent(text.toWellFormed())
    .replaceAll(/%(2F|3A|3D|2C|40)/g, decodeURIComponent)
    .replaceAll("'", '%27')
}

/** A path may be broken behind its slashes. */
export function pathMarkup(path: string): Html {
  return { html: escapeHtml(path).replaceAll('/', '/<wbr>') }
}

/** `2026-11-23 16:40 UTC`: the same for every reader, whichever part of the world the machine was in. */
export function dateTime(date: Date): Html {
  const iso = date.toISOString()
  return markup`<time datetime="${iso}">${iso.slice(0, 16).replace('T', ' ')} UTC</time>`
}

/** `1 check`, `2 checks` */
export function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`
}

function codePoint(character: string): string {
  return `⟨U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}⟩`
}
