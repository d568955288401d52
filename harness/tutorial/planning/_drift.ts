import { hasKnownEnding } from '../classify/languages.ts'
import { normal, type Names } from '../classify/workspace.ts'
import type { TextFinding } from '../finding.ts'
import { looksLikeFile, standsForNames } from '../markdown/_info.ts'
import type { Block, InlineCode, MarkdownDocument, Prose } from '../markdown/document.ts'

/** What a NixOS machine has, and what Nix makes. */
const ELSEWHERE =
  /^(?:[/~<]|\.{0,2}\/?result\b|(?:\w+-)?configuration\.nix$|flake\.lock$|home\.nix$|nix\.conf$|node_modules\b|\.git\b|(?:bin|sbin|lib|libexec|share|etc|include|man)\/)/

/** Attributes of Nix, programs and sites that are called as files are. */
const NO_FILE =
  /^(?:(?:pkgs|lib|stdenv|builtins|config|options|self|super|final|prev|nixpkgs|inputs|outputs|\w*[pP]ackages)\.[^/]*|docs\.rs|(?:node|deno|next|nuxt|nest|vue|react|express|three|d3|chart|alpine|ember|moment|p5|socket|require|discord)\.js)$/i

/** Names of files in backticks that nothing in workspace or text is called (`DRIFT_PATH`). */
export function pathFindings(
  { prose, blocks }: MarkdownDocument,
  {
    file,
    known,
    listed,
    isAround,
  }: {
    readonly file: string
    readonly known: Names
    readonly listed: Names
    readonly isAround: (path: string) => boolean
  },
): TextFinding[] {
  const findings: TextFinding[] = []
  const told = new Set<string>()
  let shown: ReadonlySet<string> | undefined
  for (const { text, position, after, isSure } of prose.flatMap(namedIn)) {
    if (!isSure) continue
    const isDirectory =
      /^[\w@.+-]+(?:\/[\w@.+-]+)*\/$/.test(text) ||
      (DIRECTORY_AFTER.test(after) && /^[\w@.+/-]+$/.test(text))
    if (!isDirectory && !(looksLikeFile(text) && hasKnownEnding(text))) continue
    if (ENDING.test(text)) continue
    if (ELSEWHERE.test(text) || NO_FILE.test(text) || standsForNames(text) || told.has(text))
      continue
    const path = normal(text)
    // Of what is outside of the reader's directory nobody here knows.
    if (path.startsWith('../')) continue
    const there = isDirectory
      ? known.hasDirectoryNamed(path) || listed.hasDirectoryNamed(path)
      : known.filesNamed(path).length > 0 ||
        listed.filesNamed(path).length > 0 ||
        known.hasDirectoryNamed(path)
    if (there) continue
    if (isAround(text)) continue
    shown ??= wordsOf(blocks)
    if (shown.has(text) || shown.has(path)) continue
    told.add(text)
    const { line, column } = position.start
    findings.push({
      code: 'DRIFT_PATH',
      severity: 'tutorial',
      place: { file, line, column },
      summary: `The text names "${text}", which exists nowhere`,
      wanted: isDirectory
        ? 'A directory of the workspace'
        : 'A file of the workspace, or one that the text shows',
      next: 'Correct the name, or add the file',
    })
  }
  return findings
}

/** `.svg` is what names end with, and no name; `.gitignore` has no known ending. */
const ENDING = /^\.\w+$/

/** Directly behind the name: "the `nixos` folder". */
const DIRECTORY_AFTER = /^ (?:folder|directory|subdirectory|subfolder)\b/

/** Then the file need not be there: it was, it will be, or there is none. */
const UNSURE =
  /\b(?:no|not|never|neither|longer|without|instead|renam\w+|remov\w+|delet\w+|gone|formerly|previously|if|unless|would|could|might|may|optional\w*|any|some|usually|typically|generat\w+|creat\w+|produc\w+|writes?|written|for example|for instance|such as|like)\b|n['’]t\b|\be\.g\./i

interface Named extends InlineCode {
  readonly after: string
  /** Whether its sentence says that there is such a file. */
  readonly isSure: boolean
}

function namedIn({ text: prose, codes }: Prose): Named[] {
  if (codes.length === 0) return []
  // What is in backticks says nothing about itself.
  const words: string[] = []
  let upTo = 0
  for (const { at, text } of codes) {
    words.push(prose.slice(upTo, at), '_'.repeat(text.length))
    upTo = at + text.length
  }
  const sentences = sentencesOf(words.join('') + prose.slice(upTo))
  let next = 0
  return codes.map((code) => {
    const end = code.at + code.text.length
    while (sentences[next + 1] && sentences[next]!.to < end) next++
    const { isSure } = sentences[next]!
    return { ...code, after: prose.slice(end, end + 20), isSure }
  })
}

function sentencesOf(text: string): { readonly to: number; readonly isSure: boolean }[] {
  const ends = [...text.matchAll(/[.!?;]["”)]?\s/g)].map(({ index }) => index)
  let from = 0
  return [...ends, text.length].map((to) => {
    const isSure = !UNSURE.test(text.slice(from, to))
    from = to
    return { to, isSure }
  })
}

/** What blocks show may be made by what they say. */
function wordsOf(blocks: readonly Block[]): Set<string> {
  const words = blocks.flatMap(({ title = '', text }) => [
    title,
    ...text.split(/[\s"'`;,(){}<>=$:]+/),
  ])
  return new Set(words.flatMap((word) => [word, word.split('/').at(-1)!]))
}
