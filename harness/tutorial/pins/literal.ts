import type { SyntaxNode } from '@lezer/common'
import { attrPath, bindingsOf, childrenOf, lookup, type Binding } from './bindings.ts'

/** A part of a string as it stands in the source, or `written` differently there (`\n`). */
interface Piece {
  readonly text: string
  readonly from: number
  readonly to: number
  readonly verbatim: boolean
}

/** What an expression says without being evaluated. Offsets count in the parsed text. */
export type Literal =
  | {
      readonly kind: 'string'
      readonly value: string
      readonly pieces: readonly Piece[]
      /** The whole expression, quotes included. */
      readonly from: number
      readonly to: number
      /** Where the text between the quotes is, when it is one string in quotes. */
      readonly inner?: { readonly from: number; readonly to: number }
    }
  /** `lib.fakeHash` and its like. */
  | { readonly kind: 'fake'; readonly name: string; readonly from: number; readonly to: number }
  | { readonly kind: 'constant'; readonly value: boolean | null }
  | { readonly kind: 'set'; readonly node: SyntaxNode }
  | { readonly kind: 'unknown'; readonly why: string }

const FAKES = /^fake(Hash|Sha256|Sha512|Sha1)$/
/** Definitions that refer to one another in a circle have to end somewhere. */
const MAX_DEPTH = 32

export function literalOf(node: SyntaxNode, text: string, depth = 0): Literal {
  if (depth > MAX_DEPTH) return { kind: 'unknown', why: 'its definition goes round in a circle' }
  const source = text.slice(node.from, node.to)
  const next: Next = (inner) => literalOf(inner, text, depth + 1)
  switch (node.name) {
    case 'Parenthesized': {
      const inner = childrenOf(node)[1]
      return inner ? next(inner) : computed(source)
    }
    case 'String':
      return quoted(node, text, 1, next)
    case 'IndentedString':
      return source.includes('\n') ? computed(source) : quoted(node, text, 2, next)
    case 'URI':
      return string([{ text: source, from: node.from, to: node.to, verbatim: true }], node)
    case 'Boolean':
      return { kind: 'constant', value: source === 'true' }
    case 'Null':
      return { kind: 'constant', value: null }
    case 'AttrSet':
    case 'RecAttrSet':
      return { kind: 'set', node: node.name === 'AttrSet' ? node : (node.lastChild ?? node) }
    case 'BinaryExpr':
      return sum(node, text, next)
    case 'Identifier': {
      const binding = lookup(source, node, text)
      if (!binding && FAKES.test(source)) return fake(source, node)
      return binding ? bound(source, binding, text, next) : computed(source)
    }
    case 'Select':
      return selected(node, text, next)
    default:
      return computed(source)
  }
}

/** What an attribute of a set says; `undefined` when the set does not have it. */
export function attributeOf(
  set: SyntaxNode,
  name: string,
  text: string,
  next: Next = (node) => literalOf(node, text),
): Literal | undefined {
  const binding = bindingsOf(set, text).get(name)
  if (!binding) return undefined
  if (binding.kind !== 'outer') return bound(name, binding, text, next)
  const outside = set.parent?.name === 'RecAttrSet' ? set.parent : set
  const outer = lookup(name, outside, text)
  return outer ? bound(name, outer, text, next) : computed(name)
}

/** How an expression inside of another is read: it counts how deep that goes. */
type Next = (node: SyntaxNode) => Literal

function bound(name: string, binding: Binding, text: string, next: Next): Literal {
  if (binding.kind === 'value') return next(binding.node)
  if (binding.kind === 'argument') {
    return { kind: 'unknown', why: `"${name}" is an argument: its value is not in this text` }
  }
  if (binding.kind === 'inherited') {
    if (FAKES.test(name)) return fake(name, binding.source)
    return member(next(binding.source), name, text, next) ?? computed(`inherit (…) ${name}`)
  }
  return computed(name)
}

/** `name.attribute`, where the set is in this text: also the one a `finalAttrs:` function makes. */
function selected(node: SyntaxNode, text: string, next: Next): Literal {
  const source = text.slice(node.from, node.to)
  const [base, path] = childrenOf(node)
  const names = path ? attrPath(path, text) : []
  const last = names.at(-1)
  if (last !== undefined && FAKES.test(last)) return fake(last, node)
  if (base?.name !== 'Identifier' || names.length !== 1 || last === undefined) {
    return computed(source)
  }
  const binding = lookup(text.slice(base.from, base.to), base, text)
  if (binding?.kind === 'value')
    return member(next(binding.node), last, text, next) ?? computed(source)
  if (binding?.kind === 'argument') {
    const body = childrenOf(binding.of).at(-1)
    return (body && member(next(body), last, text, next)) ?? computed(source)
  }
  return computed(source)
}

function member(set: Literal, name: string, text: string, next: Next): Literal | undefined {
  return set.kind === 'set' ? attributeOf(set.node, name, text, next) : undefined
}

function sum(node: SyntaxNode, text: string, next: Next): Literal {
  const [left, right] = childrenOf(node)
  const source = text.slice(node.from, node.to)
  if (!left || !right || text.slice(left.to, right.from).trim() !== '+') return computed(source)
  const [first, second] = [next(left), next(right)]
  if (first.kind === 'string' && second.kind === 'string') {
    return string([...first.pieces, ...second.pieces], node)
  }
  return [first, second].find(({ kind }) => kind === 'unknown') ?? computed(source)
}

/** A string in quotes: text, escapes and interpolations. */
function quoted(node: SyntaxNode, text: string, quotes: number, next: Next): Literal {
  const inner = { from: node.from + quotes, to: node.to - quotes }
  const pieces: Piece[] = []
  let at = inner.from
  for (const child of childrenOf(node).filter(({ name }) => name === 'Interpolation')) {
    pieces.push(...plain(text, at, child.from, quotes))
    const [expression] = childrenOf(child)
    const value = expression ? next(expression) : computed('${}')
    if (value.kind === 'unknown') return value
    if (value.kind !== 'string') return computed(text.slice(child.from, child.to))
    pieces.push(...value.pieces.map((piece) => ({ ...piece })))
    at = child.to
  }
  pieces.push(...plain(text, at, inner.to, quotes))
  return { ...string(pieces, node), inner }
}

const ESCAPES = { 1: /\\([\s\S])/g, 2: /'''|''(\$)|''\\([\s\S])/g } as const
const CONTROL: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' }

function plain(text: string, from: number, to: number, quotes: number): Piece[] {
  const pieces: Piece[] = []
  const piece = (start: number, end: number): void => {
    if (end > start)
      pieces.push({ text: text.slice(start, end), from: start, to: end, verbatim: true })
  }
  let at = from
  for (const match of text.slice(from, to).matchAll(quotes === 1 ? ESCAPES[1] : ESCAPES[2])) {
    const start = from + match.index
    const end = start + match[0].length
    piece(at, start)
    const letter = match[2] ?? match[1]
    const meant = letter === undefined ? "''" : (CONTROL[letter] ?? letter)
    pieces.push({ text: meant, from: start, to: end, verbatim: false })
    at = end
  }
  piece(at, to)
  return pieces
}

function string(
  pieces: readonly Piece[],
  { from, to }: { from: number; to: number },
): Literal & { kind: 'string' } {
  return { kind: 'string', value: pieces.map((piece) => piece.text).join(''), pieces, from, to }
}

function fake(name: string, { from, to }: { from: number; to: number }): Literal {
  return { kind: 'fake', name, from, to }
}

function computed(source: string): Literal {
  const short = source.replace(/\s+/g, ' ').trim()
  const shown = short.length > 60 ? `${short.slice(0, 57)}...` : short
  return { kind: 'unknown', why: `"${shown}" is computed: its value is not in this text` }
}
