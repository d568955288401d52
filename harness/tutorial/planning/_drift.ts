import { hasKnownEnding } from '../classify/languages.ts'
import { normal, type Names } from '../classify/workspace.ts'
import type { TextFinding } from '../finding.ts'
import { looksLikeFile } from '../markdown/_info.ts'
import type { MarkdownDocument } from '../markdown/document.ts'

/** What a NixOS machine has, and what Nix makes. */
const ELSEWHERE =
  /^(?:[/~<]|\.{0,2}\/?result\b|(?:\w+-)?configuration\.nix$|flake\.lock$|home\.nix$|nix\.conf$|node_modules\b|\.git\b)/
/** `NAME.md` and `foo.example` stand for names. */
const PLACEHOLDER = /\b[A-Z]{3,}\b(?!\.md$)|\.example$/

/** Names of files in backticks that nothing in workspace or text is called (`DRIFT_PATH`). */
export function pathFindings(
  { prose, blocks }: MarkdownDocument,
  { file, known, listed }: { readonly file: string; readonly known: Names; readonly listed: Names },
): TextFinding[] {
  const findings: TextFinding[] = []
  const told = new Set<string>()
  let shown: string | undefined
  for (const { text, position } of prose.flatMap(({ codes }) => codes)) {
    const isDirectory = /^[\w@.+-]+(?:\/[\w@.+-]+)*\/$/.test(text)
    if (!isDirectory && !(looksLikeFile(text) && hasKnownEnding(text))) continue
    if (ELSEWHERE.test(text) || PLACEHOLDER.test(text) || told.has(text)) continue
    const path = normal(text)
    const there = isDirectory
      ? known.hasDirectoryNamed(path) || listed.hasDirectoryNamed(path)
      : known.filesNamed(path).length > 0 ||
        listed.filesNamed(path).length > 0 ||
        known.hasDirectoryNamed(path)
    if (there) continue
    shown ??= blocks.map((block) => `${block.title ?? ''}\n${block.text}`).join('\n')
    if (shown.includes(text)) continue
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
