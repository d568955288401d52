import { looksLikeFile, standsForNames } from '../markdown/_info.ts'
import type { Block, InlineCode, Prose } from '../markdown/document.ts'
import { fits, hasKnownEnding, PLAIN } from './languages.ts'
import { saysOf, type Says } from './_says.ts'
import { CONSOLE, SCRIPT } from './shell.ts'

/** A file that a block is said to be, as the text calls it, the likeliest first. */
export interface NamedFile {
  readonly names: readonly string[]
  readonly why: string
  /** Whether it is said that the block is the file; else the sentence just names it. */
  readonly sure: boolean
  /** Whether words speak of it as of one that is there: where none is, nothing is written. */
  readonly mustExist?: true
  /** What the words before the block say of the file's text; left out when they say neither. */
  readonly says?: Says
}

const FIRST_LINE =
  /^\s*(?:#|\/\/|--|;+|%|\/\*|<!--)\s*(?:(?:file|filename|path)\s*:\s*)?[`"]?([^\s`"]+?)[`"]?:?\s*(?:\*\/|-->)?\s*$/i
const WRITES =
  /\b(?:creat(?:e|es|ed|ing)|writ(?:e|es|ten|ing)|sav(?:e|ed|ing)|put|add|edit|past(?:e|ed|ing)|copy|contents?|contains?|inside|into|called|named|looks? like|replac(?:e|ed|ing)|chang(?:e|ed|ing)|updat(?:e|ed|ing)|open|mak(?:e|ing))\b/i
/** What stands directly before the name of a file that is shown. */
const INSIDE =
  /(?:^\s*in|\b(?:inside|into|create|write|save|edit|called|named))(?:\s+(?:a|an|the|your|new|file|it|as|to))*\s*$/i
/** Words that end with the text of a file, and lead to nothing else. */
const IS_THIS =
  /\b(?:is|reads|has|(?:should|will) (?:now )?(?:be|have|read)|(?:generated|created)\b.*)(?: (?:this|as follows))?\s*[:：]\s*$/i
const TREE_MARKS = /[├└│]/

/**
 * By the info string or a caption, by a comment on its first line, or by the sentence before it.
 *
 * @param isGiven Whether the workspace has a file of that name.
 */
export function namedFile(block: Block, isGiven: (name: string) => boolean): NamedFile | undefined {
  const file = nameOf(block, isGiven)
  const { before } = block
  if (!file || !before || before.isHeading) return file
  const says = saysOf(lastSentence(before).text)
  return says === undefined ? file : { ...file, says }
}

function nameOf(block: Block, isGiven: (name: string) => boolean): NamedFile | undefined {
  const { title, attributes } = block
  if (title !== undefined && isFileOf(block, title, isGiven)) {
    const by = attributes['caption'] === title ? 'caption' : 'info string'
    return { names: [title], why: `Its ${by} names "${title}"`, sure: true }
  }
  const [first] = block.lines
  const comment = first && FIRST_LINE.exec(first.text)?.[1]
  if (comment && looksLikeFile(comment) && fits(comment, block.language)) {
    return { names: [comment], why: `Its first line names "${comment}"`, sure: true }
  }
  if (TREE_MARKS.test(block.text)) return undefined
  return namedAlone(block, isGiven) ?? namedBefore(block)
}

/** By nothing but its name directly above: `conf.txt`:, **conf.txt**: or a heading. */
function namedAlone(
  { before, language }: Block,
  isGiven: (name: string) => boolean,
): NamedFile | undefined {
  if (!before || !PLAIN.has(language)) return undefined
  const name = before.text.trim().replace(/\s*[:：]$/, '')
  if (!looksLikeFile(name) || !fits(name, language) || !isGiven(name)) return undefined
  const by = before.isHeading ? 'heading above' : 'line before'
  return { names: [name], why: `The ${by} names "${name}"`, sure: true }
}

/** Behind the language may stand anything; above commands, what they are about. */
function isFileOf(
  { language, attributes }: Block,
  title: string,
  isGiven: (name: string) => boolean,
): boolean {
  const commands = SCRIPT.has(language) || CONSOLE.has(language)
  const { file, filename, path } = attributes
  if ([file, filename, path].includes(title)) return true
  if (!commands && Object.values(attributes).includes(title)) return true
  if (!commands && WHOLE_NAMES.test(title)) return true
  if (!fits(title, language)) return !commands && isGiven(title)
  return hasKnownEnding(title) || isGiven(title)
}

/** Without an ending, or nothing else. */
const WHOLE_NAMES =
  /(?:^|\/)(?:Makefile|Dockerfile|Justfile|Procfile|LICENSE|\.(?:env|envrc|gitignore|gitattributes|dockerignore|editorconfig|npmrc|bashrc|zshrc))$/

function namedBefore({ before, language, text }: Block): NamedFile | undefined {
  if (!before || before.isHeading) return undefined
  const sentence = lastSentence(before)
  const codes = sentence.codes.filter(
    ({ text: word }) => looksLikeFile(word) && fits(word, language) && !standsForNames(word),
  )
  if (codes.length === 0) return undefined
  // Commands and output are told of with the files that they are about.
  if (SCRIPT.has(language) && !text.startsWith('#!')) return undefined
  const mustExist = PLAIN.has(language) && !WRITES.test(sentence.text)
  if (mustExist && !IS_THIS.test(sentence.text)) return undefined
  const inside = codes.find(({ at }) => INSIDE.test(sentence.text.slice(0, at - sentence.start)))
  const last = codes.at(-1)!
  const chosen = inside ?? last
  const names = [...new Set([chosen, ...codes.toReversed()].map((code) => code.text))]
  const { length } = sentence.text
  const ends = last.at - sentence.start + last.text.length > length - NEAR_THE_END
  const sure = inside !== undefined || ends || length <= SHORT || WRITES.test(sentence.text)
  const why = `The sentence before names "${chosen.text}"`
  return { names, why, sure, ...(mustExist && { mustExist }) }
}

const NEAR_THE_END = 25
const SHORT = 60

/** What leads to the block: a paragraph may end with it, and tell of other files before. */
export function lastSentence(prose: Prose): {
  readonly text: string
  readonly start: number
  readonly codes: readonly InlineCode[]
} {
  let start = 0
  for (const { index, 0: mark } of prose.text.matchAll(/[.!?]["”)]?\s+(?=["“(]?[\p{Lu}`./\w])/gu)) {
    const inCode = prose.codes.some(({ at, text }) => at <= index && index < at + text.length)
    if (!inCode && !/\b(?:e\.g|i\.e|etc|vs)$/.test(prose.text.slice(0, index)))
      start = index + mark.length
  }
  return {
    text: prose.text.slice(start),
    start,
    codes: prose.codes.filter(({ at }) => at >= start),
  }
}
