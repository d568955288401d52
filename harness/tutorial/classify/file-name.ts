import { looksLikeFile, standsForNames } from '../markdown/_info.ts'
import type { Block, InlineCode, Prose } from '../markdown/document.ts'
import { fits, PLAIN } from './languages.ts'
import { SCRIPT } from './shell.ts'

/** A file that a block is said to be, as the text calls it, the likeliest first. */
export interface NamedFile {
  readonly names: readonly string[]
  readonly why: string
  /** Whether it is said that the block is the file; else the sentence just names it. */
  readonly sure: boolean
}

const FIRST_LINE =
  /^\s*(?:#|\/\/|--|;+|%|\/\*|<!--)\s*(?:(?:file|filename|path)\s*:\s*)?[`"]?([^\s`"]+?)[`"]?:?\s*(?:\*\/|-->)?\s*$/i
const WRITES =
  /(?:creat(?:e|es|ed|ing)|writ(?:e|es|ten|ing)|sav(?:e|ed|ing)|put|add|edit|past(?:e|ed|ing)|copy|contents?|contains?|inside|into|called|named|looks? like|replac(?:e|ed|ing)|chang(?:e|ed|ing)|updat(?:e|ed|ing)|open|mak(?:e|ing))/i
const TREE_MARKS = /[├└│]/

/** By the info string or a caption, by a comment on its first line, or by the sentence before it. */
export function namedFile(block: Block): NamedFile | undefined {
  const { title, attributes } = block
  if (title !== undefined) {
    const by = attributes['caption'] === title ? 'caption' : 'info string'
    return { names: [title], why: `Its ${by} names "${title}"`, sure: true }
  }
  const [first] = block.lines
  const comment = first && FIRST_LINE.exec(first.text)?.[1]
  if (comment && looksLikeFile(comment) && fits(comment, block.language)) {
    return { names: [comment], why: `Its first line names "${comment}"`, sure: true }
  }
  return TREE_MARKS.test(block.text) ? undefined : namedBefore(block)
}

function namedBefore({ before, language, text }: Block): NamedFile | undefined {
  if (!before || before.isHeading) return undefined
  const sentence = lastSentence(before)
  const files = sentence.codes
    .map((code) => code.text)
    .filter((word) => looksLikeFile(word) && fits(word, language) && !standsForNames(word))
  if (files.length === 0) return undefined
  // Commands and output are told of with the files that they are about.
  const isProgram = SCRIPT.has(language)
  if (isProgram && !text.startsWith('#!')) return undefined
  if (PLAIN.has(language) && !WRITES.test(sentence.text)) return undefined
  const names = [...new Set(files.toReversed())]
  return {
    names,
    why: `The sentence before names "${names[0]!}"`,
    sure: WRITES.test(sentence.text),
  }
}

/** What leads to the block: a paragraph may end with it, and tell of other files before. */
function lastSentence(prose: Prose): { text: string; codes: readonly InlineCode[] } {
  let start = 0
  for (const { index, 0: mark } of prose.text.matchAll(/[.!?]["”)]?\s+(?=["“(]?[\p{Lu}`./\w])/gu)) {
    const inCode = prose.codes.some(({ at, text }) => at <= index && index < at + text.length)
    if (!inCode && !/\b(?:e\.g|i\.e|etc|vs)$/.test(prose.text.slice(0, index)))
      start = index + mark.length
  }
  return { text: prose.text.slice(start), codes: prose.codes.filter(({ at }) => at >= start) }
}
