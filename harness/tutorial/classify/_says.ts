import type { Prose } from '../markdown/document.ts'

/**
 * `is`: what the file has by then, without the reader's doing. `put`: what the reader is to write.
 * `changed`: the same, in place of what the file has.
 */
export type Says = 'is' | 'put' | 'changed'

/** What one tells a reader to do; `created` and `writes` tell of what has been done, or is. */
const PUT =
  /\b(?:creat(?:e|ing)|writ(?:e|ing)|sav(?:e|ing)|put|putting|add|adding|past(?:e|ing)|copy|append|insert|edit|editing|modify|open|make|set|adapt|adjust|extend|fill|define|declare|replac(?:e|ing)|chang(?:e|ing)|updat(?:e|ing)|rewrite|turn)\b/i
const CHANGED =
  /\b(?:replac(?:e|ing)\b.*\b(?:with|by)|(?:chang|updat)(?:e|ing)\b.*\bto|rewrite|turn\b.*\binto)\b/i
/** What a file is like, whoever made it so. */
const IS =
  /\b(?:contain(?:s|ed)?|looks? (?:something |exactly |about )?like|generat(?:es|ed)|creat(?:es|ed)|writes|wrote|written|produc(?:es|ed)|has|holds|reads|(?:should|will) (?:now )?(?:be|have|read|hold))\b|\bnow\b|\bis\s*[:：]?\s*$/i
/** Another version of a file that is shown to be written. */
const VERSION = /\bhere(?: is|['’]s)\b|\b(?:final|new|updated|complete|full|whole|version)\b/i

/** What the last sentence before a block says of the text of the file that it names. */
export function saysOf(sentence: string): Says | undefined {
  if (CHANGED.test(sentence)) return 'changed'
  if (PUT.test(sentence)) return 'put'
  return IS.test(sentence) && !VERSION.test(sentence) ? 'is' : undefined
}

/** Whether a paragraph tells the reader to do something, in any of its sentences. */
export function tellsToPut(before: Prose | undefined): boolean {
  return before !== undefined && PUT.test(before.text)
}

/** Whether words say that a command has made a file, or made it another. */
export function saysMade(sentence: string): boolean {
  return /\bnow (?:contains|has|reads)\b|\b(?:generat(?:es|ed)|creat(?:es|ed)|writes|wrote|written|produc(?:es|ed))\b/i.test(
    sentence,
  )
}
