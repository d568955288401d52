import type { SyntaxNode } from '@lezer/common'
import type { Place } from '../errors.ts'
import { nixParser } from './grammar.ts'
import type { Sought } from './sought.ts'

type Spot = Required<Omit<Place, 'file'>>

/** Where a text has what a failure is about. Line and column are counted from 1. */
export function findSought(text: string, sought: Sought): Spot | undefined {
  const nodes = [...walk(nixParser.parse(text).topNode)]
  const found = find(nodes, text, sought)
  return found && spotOf(text, found.from)
}

/** The Nix files that a text names, relative to its own. */
export function filesNamed(text: string): string[] {
  return [...walk(nixParser.parse(text).topNode)]
    .filter(({ name }) => name === 'Path')
    .map(({ from, to }) => text.slice(from, to))
    .filter((path) => /^\.\.?\/.*\.nix$/.test(path))
}

/** Whether what is at a place is a whole function: Nix is inside, and does not say where. */
export function isFunction(text: string, { line = 1, column = 1 }: Omit<Place, 'file'>): boolean {
  return [...walk(nixParser.parse(text).topNode)].some(({ name, from }) => {
    if (name !== 'Function') return false
    const spot = spotOf(text, from)
    return spot.line === line && spot.column === column
  })
}

function find(nodes: readonly SyntaxNode[], text: string, sought: Sought): SyntaxNode | undefined {
  const written = ({ from, to }: SyntaxNode): string => text.slice(from, to)
  switch (sought.what) {
    case 'result':
      return resultOf(nodes[0] && lastOf(nodes[0]))
    case 'argument':
      return nodes.find(
        (node) =>
          node.name === 'Formal' &&
          node.firstChild !== null &&
          written(node.firstChild) === sought.name &&
          spotOf(text, node.from).line === sought.line,
      )
    case 'element':
      return findElement(nodes, written, sought)
    case 'name':
      return findName(nodes, written, sought.name)
    case 'package':
      return findPackage(nodes, written, sought.name)
    case 'unnamed':
      return nodes.find((node) => isUnnamed(node, written))
    case 'use': {
      const use = nodes.find(
        (node) =>
          node.name === 'Identifier' &&
          written(node) === sought.name &&
          node.parent?.name !== 'Formal' &&
          !(node.parent?.name === 'AttrPath' && node.parent.parent?.name === 'Bind'),
      )
      const path = use?.parent
      return path?.name === 'AttrPath' ? (path.parent ?? use) : use
    }
  }
}

/** What a file makes, behind the arguments that have names: those alone are Nix's to give. */
function resultOf(node: SyntaxNode | undefined): SyntaxNode | undefined {
  return node?.name === 'Function' && node.getChild('Formal') ? resultOf(lastOf(node)) : node
}

/** Comments are nodes as well. */
function lastOf(node: SyntaxNode): SyntaxNode | undefined {
  return childrenOf(node).findLast(({ name }) => !name.endsWith('Comment'))
}

type Written = (node: SyntaxNode) => string

/** In a list of dependencies what cannot be one: told by its number, or known by its kind. */
function findElement(
  nodes: readonly SyntaxNode[],
  written: Written,
  { name, index }: Extract<Sought, { what: 'element' }>,
): SyntaxNode | undefined {
  const binds = nodes.filter((node) => keyOf(node, written) === name)
  const bare = (node: SyntaxNode): SyntaxNode =>
    node.name === 'Parenthesized' ? bare(node.firstChild?.nextSibling ?? node) : node
  const elements = binds.flatMap((bind) => {
    const list = bind.getChild('List')
    return list ? childrenOf(list).filter((child) => !/^[[\]]$/.test(child.name)) : []
  })
  const wrong = elements.find((element) => WRONG_DEPENDENCIES.includes(bare(element).name))
  const numbered = binds.length === 1 && index !== undefined ? elements[index - 1] : undefined
  return numbered ?? wrong ?? (binds.length === 1 ? binds[0] : undefined)
}

const WRONG_DEPENDENCIES = ['Function', 'Integer', 'Int', 'Float']

/** Where a derivation gets its name: `name = "my app"`, or else where the words stand. */
function findName(
  nodes: readonly SyntaxNode[],
  written: Written,
  name: string,
): SyntaxNode | undefined {
  const contents = (node: SyntaxNode): string => written(node).slice(1, -1)
  const strings = nodes.filter((node) => node.name === 'String' && contents(node) !== '')
  const bound = strings.find(
    (node) =>
      node.parent &&
      /^p?name$/.test(keyOf(node.parent, written) ?? '') &&
      name.startsWith(contents(node)),
  )
  return bound?.parent ?? strings.find((node) => contents(node) === name)
}

/** Where a package gets its name, with or without the version in it: `pname = "app"` for `app-1.0`. */
function findPackage(
  nodes: readonly SyntaxNode[],
  written: Written,
  name: string,
): SyntaxNode | undefined {
  return nodes.find((node) => {
    const value = /^p?name$/.test(keyOf(node, written) ?? '') ? node.getChild('String') : null
    const text = value ? written(value).slice(1, -1) : ''
    return text !== '' && name.startsWith(text) && /^(?:$|-\d)/.test(name.slice(text.length))
  })
}

/** A call as of mkDerivation, with a set that has neither `name` nor `pname` and `version`. */
function isUnnamed(node: SyntaxNode, written: Written): boolean {
  if (node.name !== 'App' || !node.firstChild || !node.lastChild) return false
  if (
    !/(?:^|\.)(?:mkDerivation|build\w*(?:Package|Application|Module))$/.test(
      written(node.firstChild),
    )
  )
    return false
  const set = setOf(node.lastChild)
  if (!set) return false
  const names = childrenOf(set).map((child) =>
    child.name === 'Identifier' ? written(child) : keyOf(child, written),
  )
  return !names.includes('name') && !(names.includes('pname') && names.includes('version'))
}

/** The set itself, `rec { }`, or what `(finalAttrs: { })` gives. */
function setOf(node: SyntaxNode): SyntaxNode | undefined {
  if (node.name === 'AttrSet') return node
  if (node.name === 'RecAttrSet') return node.getChild('AttrSet') ?? undefined
  if (node.name === 'Parenthesized') return setOf(node.firstChild?.nextSibling ?? node.lastChild!)
  return node.name === 'Function' && node.lastChild ? setOf(node.lastChild) : undefined
}

function keyOf(node: SyntaxNode, written: Written): string | undefined {
  const path = node.name === 'Bind' ? node.getChild('AttrPath') : null
  return path ? written(path) : undefined
}

function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = []
  for (let child = node.firstChild; child; child = child.nextSibling) children.push(child)
  return children
}

function* walk(node: SyntaxNode): Generator<SyntaxNode> {
  yield node
  for (let child = node.firstChild; child; child = child.nextSibling) yield* walk(child)
}

function spotOf(text: string, from: number): Spot {
  const before = text.slice(0, from).split('\n')
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
}
