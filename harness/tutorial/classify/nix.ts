import type { SyntaxNode } from '@lezer/common'
import { nixParser } from '../../nix/grammar.ts'
import { childrenOf } from '../pins/bindings.ts'
import { parseNix } from '../pins/nix-parser.ts'
import { freeVariables } from './_free-variables.ts'
import {
  absolutePaths,
  argumentsOf,
  attributesOf,
  bodyOf,
  defined,
  headOf,
  installed,
  isBuild,
} from './_nix-parts.ts'

/** What a piece of Nix is. */
type NixKind = 'flake' | 'module' | 'package' | 'build' | 'expression' | 'fragment' | 'broken'

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

/** What looks into brackets calls itself for each. */
const DEEPEST = 500

function deepest(text: string): number {
  let [depth, most] = [0, 0]
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!
    if ('([{'.includes(character)) most = Math.max(most, ++depth)
    else if (')]}'.includes(character)) depth--
  }
  return most
}

/** Tells the kinds of Nix apart, without evaluating it. */
export function nixShape(text: string): NixShape {
  if (deepest(text) > DEEPEST) {
    const nothing = { free: [], paths: [], installs: [], defines: [], elided: false }
    return {
      kind: 'fragment',
      why: `It has more than ${DEEPEST} brackets in one another`,
      ...nothing,
    }
  }
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
