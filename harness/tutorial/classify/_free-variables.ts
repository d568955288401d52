import type { SyntaxNode } from '@lezer/common'
import { bindingsOf, childrenOf } from '../pins/bindings.ts'

/** Names that Nix itself gives: NixOS/nix, src/libexpr/primops.cc. */
const GIVEN = new Set([
  'abort',
  'baseNameOf',
  'break',
  'builtins',
  'derivation',
  'derivationStrict',
  'dirOf',
  'false',
  'fetchGit',
  'fetchMercurial',
  'fetchTarball',
  'fetchTree',
  'fromTOML',
  'import',
  'isNull',
  'map',
  'null',
  'placeholder',
  'removeAttrs',
  'scopedImport',
  'throw',
  'toString',
  'true',
  '__currentSystem',
  '__nixPath',
  '__curPos',
])

/** Names that an expression uses and does not define; behind `with` any name may be defined. */
export function freeVariables(top: SyntaxNode, text: string): string[] {
  const free = new Set<string>()
  const visit = (node: SyntaxNode, scope: ReadonlySet<string>, open: boolean) => {
    const { name } = node
    if (name === 'Identifier') {
      const variable = text.slice(node.from, node.to)
      if (!open && !scope.has(variable) && !GIVEN.has(variable)) free.add(variable)
      return
    }
    const children = childrenOf(node)
    if (name === 'AttrPath') {
      for (const child of children) if (child.name !== 'Identifier') visit(child, scope, open)
      return
    }
    if (name === 'Function') {
      const inner = new Set([...scope, ...argumentNames(children, text)])
      for (const child of children) {
        if (child.name === 'Formal')
          childrenOf(child)
            .slice(1)
            .forEach((one) => visit(one, inner, open))
        else if (child === children.at(-1)) visit(child, inner, open)
      }
      return
    }
    if (name === 'With') {
      const [, given, body] = children
      if (given) visit(given, scope, open)
      if (body) visit(body, scope, true)
      return
    }
    const recursive =
      name === 'Let' || (name === 'AttrSet' && /^(?:Rec|Let)AttrSet$/.test(node.parent?.name ?? ''))
    const inner = recursive
      ? new Set([...scope, ...bindingsOf(node, text).keys(), ...roots(node, text)])
      : scope
    let inherits: 'no' | 'names' | 'from' = 'no'
    for (const child of children) {
      if (child.name === 'inherit') inherits = 'names'
      else if (child.name === '(' && inherits === 'names') inherits = 'from'
      else if (child.name === ')' && inherits === 'from') inherits = 'from'
      else if (child.name === 'Bind' || child.name === 'in') inherits = 'no'
      if (child.name === 'Identifier' && inherits !== 'no') {
        // After `inherit (set)` come names of the set; before that, of what is around.
        const inParentheses = children[children.indexOf(child) - 1]?.name === '('
        if (inherits === 'names' || inParentheses)
          visit(child, inherits === 'names' ? scope : inner, open)
        continue
      }
      visit(child, inner, open)
    }
  }
  visit(top, new Set(), false)
  return [...free]
}

/** `a.b = …` in a recursive set defines `a`. */
function roots(set: SyntaxNode, text: string): string[] {
  return set.getChildren('Bind').flatMap(({ firstChild }) => {
    const first = firstChild?.firstChild
    return first?.name === 'Identifier' ? [text.slice(first.from, first.to)] : []
  })
}

function argumentNames(children: readonly SyntaxNode[], text: string): string[] {
  return children.slice(0, -1).flatMap((child) => {
    const name = child.name === 'Formal' ? child.firstChild : child
    return name?.name === 'Identifier' ? [text.slice(name.from, name.to)] : []
  })
}
