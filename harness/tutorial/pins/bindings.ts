import type { SyntaxNode } from '@lezer/common'

/** What a name stands for: an expression, or something that no literal can be read out of. */
export type Binding =
  | { readonly kind: 'value'; readonly node: SyntaxNode }
  /** `inherit name;`: whatever the name means outside of the set. */
  | { readonly kind: 'outer'; readonly name: string; readonly from: SyntaxNode }
  /** `inherit (source) name;` */
  | { readonly kind: 'inherited'; readonly name: string; readonly source: SyntaxNode }
  | { readonly kind: 'argument'; readonly of: SyntaxNode }

const NOISE = new Set(['⚠', 'LineComment', 'BlockComment'])

/** Children without comments and what could not be parsed. */
export function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = []
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (!NOISE.has(child.name)) children.push(child)
  }
  return children
}

/** `a.b."c"` as its names; `undefined` in place of one that is computed. */
export function attrPath(node: SyntaxNode, text: string): (string | undefined)[] {
  return childrenOf(node).map(({ name, from, to }) => {
    if (name === 'Identifier') return text.slice(from, to)
    return name === 'String' ? text.slice(from + 1, to - 1) : undefined
  })
}

/** The attributes of `{ … }`, or the definitions of `let … in`, that have one plain name. */
export function bindingsOf(set: SyntaxNode, text: string): Map<string, Binding> {
  const bindings = new Map<string, Binding>()
  const children = childrenOf(set)
  for (let index = 0; index < children.length; index++) {
    const child = children[index]!
    if (child.name === 'Bind') {
      const [path, ...rest] = childrenOf(child)
      const names = path ? attrPath(path, text) : []
      const value = rest.at(-1)
      if (names.length === 1 && names[0] !== undefined && value) {
        bindings.set(names[0], { kind: 'value', node: value })
      }
    } else if (child.name === 'inherit') {
      let source: SyntaxNode | undefined
      if (children[index + 1]?.name === '(') {
        source = children[index + 2]
        index += 3
      }
      while (children[index + 1]?.name === 'Identifier') {
        const { from, to } = children[++index]!
        const name = text.slice(from, to)
        bindings.set(
          name,
          source ? { kind: 'inherited', name, source } : { kind: 'outer', name, from: set },
        )
      }
    }
  }
  return bindings
}

/** What a name means at a node, by the definitions around it; `undefined` when none has it. */
export function lookup(name: string, at: SyntaxNode, text: string): Binding | undefined {
  for (let node = at.parent; node; node = node.parent) {
    const binding = definedBy(node, name, text)
    if (binding?.kind === 'outer') {
      const outside =
        binding.from.parent?.name === 'RecAttrSet' ? binding.from.parent : binding.from
      return lookup(name, outside, text)
    }
    if (binding) return binding
  }
  return undefined
}

function definedBy(node: SyntaxNode, name: string, text: string): Binding | undefined {
  if (node.name === 'Let') return bindingsOf(node, text).get(name)
  if (node.name === 'AttrSet' && /^(Rec|Let)AttrSet$/.test(node.parent?.name ?? '')) {
    return bindingsOf(node, text).get(name)
  }
  if (node.name !== 'Function') return undefined
  const names = childrenOf(node)
    .slice(0, -1)
    .map((child) => (child.name === 'Formal' ? child.firstChild : child))
    .filter((child) => child?.name === 'Identifier')
    .map((child) => text.slice(child!.from, child!.to))
  return names.includes(name) ? { kind: 'argument', of: node } : undefined
}
