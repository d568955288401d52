import type { SyntaxNode, SyntaxNodeRef } from '@lezer/common'
import { attrPath, childrenOf, lookup } from './bindings.ts'
import { attributeOf, literalOf, type Literal } from './literal.ts'
import type { NixSource } from './nix-parser.ts'

const FETCHERS = [
  'fetchurl',
  'fetchTarball',
  'fetchGit',
  'fetchzip',
  'fetchgit',
  'fetchFromGitHub',
  'fetchFromGitLab',
  'fetchFromCodeberg',
  'fetchFromGitea',
  'fetchFromForgejo',
] as const
export type Fetcher = (typeof FETCHERS)[number]

/** Fetchers that no clone can stand in for: only Nix can tell what they fetch. */
const OTHERS =
  /^(fetch(patch2?|Tree|svn|hg|cvs|FromBitbucket|FromSourcehut|Pypi|\w+Deps|CargoVendor)|getFlake|pullImage|requireFile)$/
/** What makes a call of anything else whose name begins with `fetch` one of a fetcher. */
const EVIDENCE = ['hash', 'sha256', 'sha512', 'sha1', 'md5', 'outputHash', 'narHash', 'url', 'urls']

/** Hashes of what a package manager downloads in a build. */
const VENDOR = /^(vendor(Hash|Sha256)|cargo(Hash|Sha256)|npmDepsHash)$/

/** True for a fetcher that a clone can stand in for. */
export function isJudged(name: string | undefined): name is Fetcher {
  return FETCHERS.some((fetcher) => fetcher === name)
}

/** A fetcher with what it is called with; offsets count in the parsed text. */
export interface Call {
  readonly kind: 'call'
  readonly fetcher: string
  readonly from: number
  /** Its attributes, read when they are asked for; of a call with a string alone, `url`. */
  readonly attribute: (name: string) => Literal | undefined
}
export interface VendorHash {
  readonly kind: 'vendor'
  readonly name: string
  readonly from: number
  readonly value: Literal
}
/** A fetcher whose arguments cannot be read here. */
export interface Unread {
  readonly kind: 'unread'
  readonly fetcher: string
  readonly from: number
  readonly why: string
}

/** Every fetcher call and vendor hash in a text, in order. */
export function callsIn({ root, text }: NixSource): (Call | VendorHash | Unread)[] {
  const found: (Call | VendorHash | Unread)[] = []
  const called = new Set<number>()
  root.cursor().iterate((ref: SyntaxNodeRef) => {
    const { node } = ref
    if (node.name === 'App') found.push(...callOf(node, text, called))
    if (node.name === 'Bind') found.push(...vendorHashOf(node, text))
    if (node.name === 'Identifier' && !called.has(node.from)) found.push(...mentionOf(node, text))
  })
  return found.toSorted((a, b) => a.from - b.from)
}

function callOf(node: SyntaxNode, text: string, called: Set<number>): (Call | Unread)[] {
  const [callee, argument] = childrenOf(node)
  if (!callee || !argument) return []
  const name = fetcherOf(callee, text)
  if (!name) return []
  const { fetcher, identifier } = name
  const from = callee.from
  const value = literalOf(argument, text)
  if (!isFetcher(fetcher) && !looksFetched(value, text)) return []
  called.add(identifier.from)
  if (value.kind === 'set') {
    return [{ kind: 'call', fetcher, from, attribute: (key) => attributeOf(value.node, key, text) }]
  }
  if (value.kind === 'string') {
    const attribute = (key: string): Literal | undefined => (key === 'url' ? value : undefined)
    return [{ kind: 'call', fetcher, from, attribute }]
  }
  const why = value.kind === 'unknown' ? value.why : 'it is called with no attributes'
  return [{ kind: 'unread', fetcher, from, why }]
}

/** The fetcher that an expression names: `fetchurl`, `pkgs.fetchurl`, or another name for one. */
function fetcherOf(
  callee: SyntaxNode,
  text: string,
  depth = 0,
): { fetcher: string; identifier: SyntaxNode } | undefined {
  if (depth > 8) return undefined
  if (callee.name === 'Parenthesized') {
    const inner = childrenOf(callee)[1]
    return inner && fetcherOf(inner, text, depth + 1)
  }
  if (callee.name === 'Select') {
    const path = childrenOf(callee)[1]
    const identifier = path && childrenOf(path).at(-1)
    const fetcher = path && asFetcher(attrPath(path, text).at(-1), CALLED)
    return fetcher !== undefined && identifier ? { fetcher, identifier } : undefined
  }
  if (callee.name !== 'Identifier') return undefined
  const name = text.slice(callee.from, callee.to)
  const binding = lookup(name, callee, text)
  if (binding?.kind === 'value') {
    const meant = fetcherOf(binding.node, text, depth + 1)
    return meant && { fetcher: meant.fetcher, identifier: callee }
  }
  const fetcher = asFetcher(name, CALLED)
  return fetcher === undefined ? undefined : { fetcher, identifier: callee }
}

const CALLED = /^fetch/

function asFetcher(name: string | undefined, also?: RegExp): string | undefined {
  return name !== undefined && (isFetcher(name) || also?.test(name)) ? name : undefined
}

function isFetcher(name: string): boolean {
  return isJudged(name) || OTHERS.test(name)
}

/** True for arguments that only a fetcher is called with. */
function looksFetched(value: Literal, text: string): boolean {
  if (value.kind === 'string') return /^[a-z+]+:/.test(value.value)
  return (
    value.kind === 'set' &&
    EVIDENCE.some((name) => attributeOf(value.node, name, text) !== undefined)
  )
}

function vendorHashOf(node: SyntaxNode, text: string): VendorHash[] {
  const [path, ...rest] = childrenOf(node)
  const [name, ...more] = path ? attrPath(path, text) : []
  const value = rest.at(-1)
  if (!name || more.length || !value || !VENDOR.test(name)) return []
  const literal = literalOf(value, text)
  // `vendorHash = null`: nothing is downloaded.
  if (literal.kind === 'constant') return []
  return [{ kind: 'vendor', name, from: node.from, value: literal }]
}

/** A fetcher that is used, but not called right there: handed to `map`, or overridden. */
function mentionOf(node: SyntaxNode, text: string): Unread[] {
  const fetcher = asFetcher(text.slice(node.from, node.to))
  const parent = node.parent
  if (!fetcher || !parent || isName(node, parent) || isShadowed(node, text)) return []
  // `fetch = pkgs.fetchurl;` only gives it another name; calls under that one are found.
  const expression = parent.name === 'AttrPath' ? parent.parent : node
  if (expression?.parent?.name === 'Bind') return []
  const from = expression?.from ?? node.from
  return [{ kind: 'unread', fetcher, from, why: 'it is not called with its arguments here' }]
}

/** True where the word defines a name, or passes one on, and uses nothing. */
function isName(node: SyntaxNode, parent: SyntaxNode): boolean {
  if (parent.name === 'AttrPath') return parent.parent?.name !== 'Select'
  if (parent.name === 'Formal') return parent.firstChild?.from === node.from
  return /^(AttrSet|Let|Program)$/.test(parent.name)
}

/** True where this text gives the word another meaning. */
function isShadowed(node: SyntaxNode, text: string): boolean {
  const binding = lookup(text.slice(node.from, node.to), node, text)
  return binding?.kind === 'value' && !fetcherOf(node, text)
}
