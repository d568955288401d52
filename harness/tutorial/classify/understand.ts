import type { Block } from '../markdown/document.ts'
import { lastSentence, namedFile, type NamedFile } from './file-name.ts'
import { PICTURES, PLAIN, WINDOWS } from './languages.ts'
import { readListing, type Listed } from './listing.ts'
import { nixShape, type NixShape } from './nix.ts'
import { CONSOLE, hasPrompt, readSession, SCRIPT, type ShownSession } from './shell.ts'

/** What a block is, and by what that was told. */
export type Understanding =
  | { readonly kind: 'shell'; readonly session: ShownSession; readonly why: string }
  | { readonly kind: 'repl'; readonly session: ShownSession; readonly why: string }
  | { readonly kind: 'output'; readonly why: string }
  | { readonly kind: 'value'; readonly why: string }
  | { readonly kind: 'listing'; readonly listed: readonly Listed[]; readonly why: string }
  | {
      readonly kind: 'file'
      readonly file: NamedFile
      readonly shape?: NixShape
      readonly why: string
    }
  | {
      readonly kind: 'nix'
      readonly shape: NixShape
      readonly file?: NamedFile
      readonly why: string
    }
  | { readonly kind: 'code'; readonly why: string }
  | { readonly kind: 'unknown'; readonly why: string }

const OUTPUT_WORDS =
  /\b(?:output|outputs|prints?|printed|see|result|shows?|says?|looks? (?:like|something)|returns?|yields?|gives?|responds?|answers?|get|error|fails?|message)\b/i

/**
 * By the text alone, but for names that are none for certain.
 *
 * @param isGiven Whether the workspace has a file of that name.
 */
export function understand(
  block: Block,
  previous: Understanding | undefined,
  isGiven: (name: string) => boolean,
): Understanding {
  const { language } = block
  if (!block.fenced && language === '') return understandIndented(block, previous)
  if (block.fenced && !block.closed && block.endsDocument) {
    return { kind: 'unknown', why: 'It is not closed, so nobody can tell where it ends' }
  }
  const { include } = block.attributes
  if (include !== undefined) {
    const listed = [{ path: include, directory: false, at: block.position.start }]
    return { kind: 'listing', listed, why: `It includes "${include}"` }
  }
  if (block.text.trim() === '') return { kind: 'unknown', why: 'It is empty' }
  if (PICTURES.has(language)) return { kind: 'unknown', why: `"${language}" is a picture` }
  if (WINDOWS.has(language)) return { kind: 'unknown', why: `"${language}" is for Windows` }
  if (language === 'diff' || language === 'patch') {
    return { kind: 'unknown', why: 'It shows a change, not a file' }
  }
  if (
    hasPrompt(block) &&
    (language === 'nix' ||
      language === 'nix-repl' ||
      PLAIN.has(language) ||
      CONSOLE.has(language) ||
      SCRIPT.has(language))
  ) {
    return understandPrompts(block)
  }
  if (isValue(block, previous, isGiven))
    return { kind: 'value', why: 'It is what the expression is worth' }
  if (language === 'nix') return understandNix(block, isGiven)
  const listed = readListing(block)
  if (listed) return { kind: 'listing', listed, why: 'It lists files and directories' }
  const file = namedFile(block, isGiven)
  if (SCRIPT.has(language) || CONSOLE.has(language)) {
    if (file && SCRIPT.has(language)) return { kind: 'file', file, why: file.why }
    if (CONSOLE.has(language) && isOutput(block, previous)) return OUTPUT
    return understandSession(block, `"${language}" is typed into a shell`)
  }
  if (PLAIN.has(language)) {
    if (file?.says && tellsOfFile(block)) return { kind: 'file', file, why: file.why }
    if (isOutput(block, previous)) return OUTPUT
    if (file) return { kind: 'file', file, why: file.why }
    return { kind: 'unknown', why: 'It has no language, and nothing says what it is' }
  }
  if (file) return { kind: 'file', file, why: file.why }
  if (isOutput(block, previous) && leadsToOutput(block)) return OUTPUT
  return { kind: 'code', why: `Nothing says which file this ${language} is` }
}

/** "looks like" is said of files and of output: then nothing else in the sentence is of output. */
function tellsOfFile({ before }: Block): boolean {
  if (!before) return false
  const { text } = lastSentence(before)
  return !OUTPUT_WORDS.test(text.replaceAll(/\b(?:looks? (?:like|something)|see|get)\b/gi, ''))
}

const OUTPUT: Understanding = { kind: 'output', why: 'It is what the commands before it print' }

function understandIndented(block: Block, previous: Understanding | undefined): Understanding {
  if (hasPrompt(block)) return understandPrompts(block)
  const listed = readListing(block)
  if (listed) return { kind: 'listing', listed, why: 'It lists files and directories' }
  if (isOutput(block, previous) && leadsToOutput(block)) return OUTPUT
  return { kind: 'unknown', why: 'It is indented, without a fence that names a language' }
}

function understandPrompts(block: Block): Understanding {
  const session = readSession(block)
  const kinds = new Set(session.commands.map(({ prompt }) => prompt))
  if (session.commands.length === 0)
    return { kind: 'unknown', why: 'It has a prompt and no command' }
  if (kinds.size === 1 && kinds.has('nix-repl')) {
    return { kind: 'repl', session, why: 'Its prompt is that of "nix repl"' }
  }
  return { kind: 'shell', session, why: 'Its prompts tell what is typed from what is printed' }
}

function understandSession(block: Block, why: string): Understanding {
  const session = readSession(block)
  if (session.commands.length === 0) return { kind: 'unknown', why: 'It has comments only' }
  return {
    kind: 'shell',
    session,
    why: session.prompts ? 'Its prompts tell what is typed from what is printed' : why,
  }
}

function understandNix(block: Block, isGiven: (name: string) => boolean): Understanding {
  const shape = nixShape(block.text)
  const file = namedFile(block, isGiven)
  if (shape.kind === 'module') {
    const where = file ? `, for "${file.names[0]!}"` : ''
    return { kind: 'nix', shape, ...(file && { file }), why: `${shape.why}${where}` }
  }
  if (file) return { kind: 'file', file, shape, why: file.why }
  if (shape.kind === 'flake') {
    const flake: NamedFile = { names: ['flake.nix'], why: shape.why, sure: true }
    return { kind: 'file', file: flake, shape, why: `${shape.why}: that can only be "flake.nix"` }
  }
  return { kind: 'nix', shape, why: shape.why }
}

/** Directly after commands, or after words that lead from them to what they print. */
function isOutput(block: Block, previous: Understanding | undefined): boolean {
  if (previous?.kind !== 'shell') return false
  if (!block.before) return true
  if (block.before.isHeading) return false
  return leadsToOutput(block)
}

/** Directly after an expression of Nix, or after words that lead from it to its value. */
function isValue(
  block: Block,
  previous: Understanding | undefined,
  isGiven: (name: string) => boolean,
): boolean {
  if (previous?.kind !== 'nix' || previous.shape.kind !== 'expression') return false
  if (block.attributes['class'] === 'value') return true
  if (!PLAIN.has(block.language) || readListing(block) || namedFile(block, isGiven)) return false
  if (!block.before) return true
  const { isHeading, text } = block.before
  return !isHeading && /[:：]\s*$/.test(text) && (VALUE_WORDS.test(text) || leadsToOutput(block))
}

const VALUE_WORDS = /\b(?:evaluat\w+|values?|becomes?)\b/i

function leadsToOutput({ before }: Block): boolean {
  if (!before || before.isHeading || !/[:：]\s*$/.test(before.text)) return false
  return OUTPUT_WORDS.test(lastSentence(before).text)
}
