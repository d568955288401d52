import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'

/**
 * Reads each file once, so that what is judged, what edits are made for and what a diff is made from is
 * the same text.
 */
export class Texts {
  readonly #texts = new Map<string, string | undefined>()

  /** With its line endings and byte order mark; `undefined` when there is none, or it is no UTF-8 text. */
  readonly textOf = (file: string): string | undefined => {
    const path = resolve(file)
    if (!this.#texts.has(path)) this.#texts.set(path, read(path))
    return this.#texts.get(path)
  }
}

function read(path: string): string | undefined {
  try {
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
    const text = decoder.decode(readFileSync(path))
    return text.includes('\0') ? undefined : text
  } catch {
    return undefined // No file, a directory, or bytes that are no text: there is nothing to compare.
  }
}
