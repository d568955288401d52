import type { SyntaxNode } from '@lezer/common'
import { nixParser } from '../../nix/grammar.ts'
import { attrPath, childrenOf } from '../pins/bindings.ts'
import { parseNix } from '../pins/nix-parser.ts'
import { freeVariables } from './_free-variables.ts'

/** What a piece of Nix is. */
export type NixKind =
  | 'flake'
  | 'module'
  | 'package'
  | 'build'
  | 'expression'
  | 'fragment'
  | 'broken'

export interface NixShape {
  readonly kind: NixKind
  /** In words, what it was told by. */
  readonly why: string
  /** Names that have to come from somewhere: `pkgs`, `lib`. */
  readonly free: readonly string[]
  /** Offset of the first thing that is not Nix. */
  readonly errorAt?: number
  /** Absolute paths that it names. */
  readonly paths: readonly string[]
  /** What `environment.systemPackages` lists. */
  readonly installs: readonly string[]
  /** Attribute paths that it defines at its top. */
  readonly defines: readonly string[]
  /** Whether something is left out: `...` on a line of its own. */
  readonly elided: boolean
}

/** Top-level options of NixOS: nixpkgs, nixos/modules. */
const OPTIONS = new Set([
  'boot',
  'console',
  'environment',
  'fileSystems',
  'fonts',
  'hardware',
  'i18n',
  'imports',
  'location',
  'networking',
  'nix',
  'nixpkgs',
  'powerManagement',
  'programs',
  'security',
  'services',
  'sound',
  'swapDevices',
  'system',
  'systemd',
  'time',
  'users',
  'virtualisation',
  'xdg',
  'zramSwap',
])
const MODULE_ARGUMENTS = ['config', 'options', 'modulesPath']
const BUILDERS =
  /(?:^|\.)(?:mkDerivation|mkShell\w*|build(?:Python|Go|Rust|Npm|Env|Ruby|Dotnet|Maven|FHS)\w*|writeShell\w+|writeText\w*|writeScript\w*|writers\.\w+|runCommand\w*|symlinkJoin|callPackage|linkFarm|stdenvNoCC\.\w+|buildImage|buildLayeredImage|derivation|nixosTest|override\w*|fetch\w+)$/

/** Tells the kinds of Nix apart, without evaluating it. */
export function nixShape(text: string): NixShape {
  const source = parseNix(text)
  const elided = /^[ \t]*(?:#\s*)?(?:\.\.\.|…)[ \t]*[;,]?[ \t]*$/m.test(text)
  const isExpression = source.before === 0
  const top = childrenOf(
    isExpression
      ? source.errorAt === undefined
        ? source.root
        : nixParser.parse(text).topNode
      : source.root,
  )[0]
  const set = attributesOf(top, source.text)
  const common = {
    free: top ? freeVariables(top, source.text) : [],
    paths: absolutePaths(source.root, source.text),
    installs: set ? installed(set, source.text) : [],
    defines: set ? defined(set, source.text) : [],
    elided,
  }
  if (source.errorAt !== undefined || !top) {
    const options = common.defines.filter((path) => OPTIONS.has(path.split('.')[0]!))
    if (options.length)
      return { kind: 'module', why: `It sets "${options[0]}", an option of NixOS`, ...common }
    return {
      kind: 'broken',
      why: 'It is not Nix by itself',
      errorAt: source.errorAt ?? 0,
      ...common,
    }
  }
  return { ...kindOf(top, set, isExpression, common, source.text), ...common }
}

function kindOf(
  top: SyntaxNode,
  set: SyntaxNode | undefined,
  isExpression: boolean,
  { defines, free }: { readonly defines: readonly string[]; readonly free: readonly string[] },
  text: string,
): { kind: NixKind; why: string } {
  const roots = defines.map((path) => path.split('.')[0]!)
  const [option] = defines.filter((path) => OPTIONS.has(path.split('.')[0]!))
  const needed = argumentsOf(top, text)
  const isFunction = needed !== undefined
  if (isExpression && !isFunction && set && roots.includes('outputs')) {
    return { kind: 'flake', why: 'It has "outputs", as a flake has' }
  }
  if (option !== undefined && !roots.includes('mkShell')) {
    const known = roots.every(
      (root) => OPTIONS.has(root) || ['options', 'config', 'assertions'].includes(root),
    )
    if (known || needed?.names.some((name) => MODULE_ARGUMENTS.includes(name))) {
      return { kind: 'module', why: `It sets "${option}", an option of NixOS` }
    }
  }
  if (set && needed?.names.some((name) => MODULE_ARGUMENTS.includes(name)) && needed.open) {
    return {
      kind: 'module',
      why: `It takes "${needed.names.find((name) => MODULE_ARGUMENTS.includes(name))}" and more, as a module of NixOS does`,
    }
  }
  if (!isExpression) {
    return {
      kind: 'fragment',
      why: top.name === 'List' ? 'It is a part of a list' : 'It is a part of a set of attributes',
    }
  }
  if (needed?.required.length) {
    const builds = bodyOf(top)
    if (builds && isBuild(builds, text)) {
      return {
        kind: 'package',
        why: `It is a function of ${needed.required.map((name) => `"${name}"`).join(', ')} that makes a package`,
      }
    }
    return { kind: 'expression', why: 'It is a function, complete by itself' }
  }
  if (
    top.name === 'App' &&
    !['Identifier', 'Select', 'Parenthesized', 'App'].includes(headOf(top).name)
  ) {
    return { kind: 'fragment', why: 'It is a part of a list' }
  }
  const [unknown] = free.filter((name) => !['pkgs', 'lib', 'stdenv'].includes(name))
  if (unknown !== undefined) {
    return {
      kind: 'fragment',
      why: `It is an expression, but nothing in it says what "${unknown}" is`,
    }
  }
  const body = bodyOf(top)
  if (body && isBuild(body, text))
    return { kind: 'build', why: 'It is a complete expression, and makes a package' }
  return { kind: 'expression', why: 'It is a complete expression' }
}

interface Arguments {
  readonly names: readonly string[]
  readonly required: readonly string[]
  /** `...` */
  readonly open: boolean
}

/** Of `{ a, b ? c, ... }: body`, also behind `let` and `with`; `x: body` needs `x`. */
function argumentsOf(top: SyntaxNode, text: string): Arguments | undefined {
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
function bodyOf(top: SyntaxNode): SyntaxNode | undefined {
  let node: SyntaxNode | undefined = top
  while (node && ['Function', 'Let', 'With', 'Assert', 'Parenthesized'].includes(node.name)) {
    node = childrenOf(node).findLast(({ name }) => name !== ')')
  }
  return node
}

/** What is called. */
function headOf(node: SyntaxNode): SyntaxNode {
  const [head] = childrenOf(node)
  return node.name === 'App' && head ? headOf(head) : node
}

function isBuild(node: SyntaxNode, text: string): boolean {
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

function attributesOf(top: SyntaxNode | undefined, text: string): SyntaxNode | undefined {
  const body = top && bodyOf(top)
  if (body?.name === 'RecAttrSet') return body.getChild('AttrSet') ?? undefined
  return body?.name === 'AttrSet' ? body : text ? undefined : body
}

function defined(set: SyntaxNode, text: string): string[] {
  return set.getChildren('Bind').map((bind) =>
    attrPath(bind.firstChild!, text)
      .map((name) => name ?? '?')
      .join('.'),
  )
}

function installed(set: SyntaxNode, text: string): string[] {
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

function absolutePaths(root: SyntaxNode, text: string): string[] {
  const paths: string[] = []
  root.cursor().iterate(({ name, from, to }) => {
    if (name === 'Path' && text[from] === '/') paths.push(text.slice(from, to))
  })
  return paths
}
