import type { SyntaxNode } from '@lezer/common'
import type { Place } from '../errors.ts'
import { nixParser } from './grammar.ts'

/**
 * Where a text defines an option, or a part of it, or a set that it is in: NixOS names the option
 * and the file and no more. Line and column are counted from 1.
 *
 * @param text Nix, as Nix reads it: with braces around its attributes.
 * @param option As NixOS writes it: `services.nginx.enable`, `users.users."a.b".shell`.
 */
export function findOption(
  text: string,
  option: string,
): Required<Omit<Place, 'file'>> | undefined {
  const wanted = pathOf(`{ ${option} = 0; }`)
  let best: { length: number; from: number } | undefined
  const visit = (node: SyntaxNode, outer: readonly string[]): void => {
    let path = outer
    const attributes = node.name === 'Bind' ? node.getChild('AttrPath') : null
    if (attributes) {
      path = [...outer, ...names(text, attributes)]
      const length = commonLength(path, wanted)
      const fits = length === path.length || length === wanted.length
      if (fits && length > (best?.length ?? 0)) best = { length, from: attributes.from }
    }
    for (let child = node.firstChild; child; child = child.nextSibling) visit(child, path)
  }
  visit(nixParser.parse(text).topNode, [])
  if (!best) return undefined
  const before = text.slice(0, best.from).split('\n')
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
}

function pathOf(text: string): string[] {
  const path = nixParser.parse(text).topNode.firstChild?.getChild('Bind')?.getChild('AttrPath')
  return path ? names(text, path) : []
}

function names(text: string, path: SyntaxNode): string[] {
  const parts: string[] = []
  for (let part = path.firstChild; part; part = part.nextSibling) {
    const written = text.slice(part.from, part.to)
    parts.push(part.name === 'String' ? written.slice(1, -1) : written)
  }
  // A module may have its definitions in an attribute of their own.
  return parts[0] === 'config' ? parts.slice(1) : parts
}

function commonLength(a: readonly string[], b: readonly string[]): number {
  const different = a.findIndex((name, index) => name !== b[index])
  return different === -1 ? a.length : different
}
