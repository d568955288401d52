import { hasKnownEnding } from '../classify/languages.ts'
import { normal, type Names } from '../classify/workspace.ts'
import type { TextFinding } from '../finding.ts'
import { looksLikeFile, standsForNames } from '../markdown/_info.ts'
import type { Block, InlineCode, MarkdownDocument, Prose } from '../markdown/document.ts'

/** What a NixOS machine has, and what Nix makes. */
const ELSEWHERE =
  /^(?:[/~<]|\.{0,2}\/?result\b|(?:\w+-)?configuration\.nix$|flake\.lock$|home\.nix$|nix\.conf$|node_modules\b|\.git\b|(?:bin|sbin|lib|libexec|share|etc|include|man)\/)/

/** Names of files in backticks that nothing in workspace or text is called (`DRIFT_PATH`). */
export function pathFindings(
  { prose, blocks }: MarkdownDocument,
  { file, known, listed }: { readonly file: string; readonly known: Names; readonly listed: Names },
): TextFinding[] {
  const findings: TextFinding[] = []
  const told = new Set<string>()
  let shown: ReadonlySet<string> | undefined
  for (const { text, position, after } of prose.flatMap(namedIn)) {
    const isDirectory =
      /^[\w@.+-]+(?:\/[\w@.+-]+)*\/$/.test(text) ||
      (DIRECTORY_AFTER.test(after) && /^[\w@.+/-]+$/.test(text))
    if (!isDirectory && !(looksLikeFile(text) && hasKnownEnding(text))) continue
    if (ELSEWHERE.test(text) || standsForNames(text) || told.has(text)) continue
    const path = normal(text)
    const there = isDirectory
      ? known.hasDirectoryNamed(path) || listed.hasDirectoryNamed(path)
      : known.filesNamed(path).length > 0 ||
        listed.filesNamed(path).length > 0 ||
        known.hasDirectoryNamed(path)
    if (there) continue
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

/** Directly behind the name: "the `nixos` folder". */
const DIRECTORY_AFTER = /^ (?:folder|directory|subdirectory|subfolder)\b/

function namedIn({ text: prose, codes }: Prose): (InlineCode & { after: string })[] {
  return codes.map((code) => ({
    ...code,
    after: prose.slice(code.at + code.text.length, code.at + code.text.length + 20),
  }))
}

/** What blocks show may be made by what they say. */
function wordsOf(blocks: readonly Block[]): Set<string> {
  const words = blocks.flatMap(({ title = '', text }) => [
    title,
    ...text.split(/[\s"'`;,(){}<>=$:]+/),
  ])
  return new Set(words.flatMap((word) => [word, word.split('/').at(-1)!]))
}
