import type { SyntaxNode } from '@lezer/common'
import { attrPath, childrenOf } from '../pins/bindings.ts'

/** What makes something that can be built. */
const BUILDERS =
  /(?:^|\.)(?:mkDerivation|mkShell\w*|build(?:Python|Go|Rust|Npm|Env|Ruby|Dotnet|Maven|FHS)\w*|writeShell\w+|writeText\w*|writeScript\w*|writers\.\w+|runCommand\w*|symlinkJoin|callPackage|linkFarm|stdenvNoCC\.\w+|buildImage|buildLayeredImage|derivation|nixosTest|override\w*|fetch\w+)$/

interface Arguments {
  readonly names: readonly string[]
  readonly required: readonly string[]
  /** `...` */
  readonly open: boolean
}

/** Of `{ a, b ? c, ... }: body`, also behind `let` and `with`; `x: body` needs `x`. */
export function argumentsOf(top: SyntaxNode, text: string): Arguments | undefined {
  if (top.name !== 'Function') return undefined
  const children = childrenOf(top)
  const formals = children.filter(({ name }) => name === 'Formal')
  const nameOf = (node: SyntaxNode) => text.slice(node.firstChild?.from, node.firstChild?.to)
  if (formals.length === 0 && children[0]?.name === 'Identifier') {
    const name = text.slice(children[0].from, children[0].to)
    return { names: [name], required: [name], open: false }
  }
  return {
    names: formals.map(nameOf),
    required: formals.filter((one) => childrenOf(one).length < 2).map(nameOf),
    open: children.some(({ name }) => name === 'Ellipses'),
  }
}

/** What is left of an expression when all has been said that stands before its value. */
export function bodyOf(top: SyntaxNode): SyntaxNode | undefined {
  let node: SyntaxNode | undefined = top
  while (node && ['Function', 'Let', 'With', 'Assert', 'Parenthesized'].includes(node.name)) {
    node = childrenOf(node).findLast(({ name }) => name !== ')')
  }
  return node
}

/** What is called. */
export function headOf(node: SyntaxNode): SyntaxNode {
  const [head] = childrenOf(node)
  return node.name === 'App' && head ? headOf(head) : node
}

export function isBuild(node: SyntaxNode, text: string): boolean {
  let called: SyntaxNode | undefined = node
  while (called?.name === 'App' || called?.name === 'Parenthesized') {
    called = childrenOf(called).find(({ name }) => name !== '(')
  }
  if (!called || node.name !== 'App') {
    if (node.name === 'List') return childrenOf(node).some((child) => isBuild(child, text))
    return node.name === 'Select' && /^pkgs\.[\w-]+$/.test(text.slice(node.from, node.to))
  }
  return BUILDERS.test(text.slice(called.from, called.to).replaceAll(/\s/g, ''))
}

export function attributesOf(top: SyntaxNode | undefined, text: string): SyntaxNode | undefined {
  const body = top && bodyOf(top)
  if (body?.name === 'RecAttrSet') return body.getChild('AttrSet') ?? undefined
  return body?.name === 'AttrSet' ? body : text ? undefined : body
}

export function defined(set: SyntaxNode, text: string): string[] {
  return set.getChildren('Bind').map((bind) =>
    attrPath(bind.firstChild!, text)
      .map((name) => name ?? '?')
      .join('.'),
  )
}

export function installed(set: SyntaxNode, text: string): string[] {
  const bind = set
    .getChildren('Bind')
    .find(
      ({ firstChild }) =>
        firstChild && text.slice(firstChild.from, firstChild.to) === 'environment.systemPackages',
    )
  const value = bind && bodyOf(childrenOf(bind).at(-1)!)
  if (value?.name !== 'List') return []
  return childrenOf(value)
    .filter(({ name }) => name === 'Identifier' || name === 'Select')
    .map(({ from, to }) => text.slice(from, to).split('.').at(-1)!)
}

export function absolutePaths(root: SyntaxNode, text: string): string[] {
  const paths: string[] = []
  root.cursor().iterate(({ name, from, to }) => {
    if (name === 'Path' && text[from] === '/') paths.push(text.slice(from, to))
  })
  return paths
}
