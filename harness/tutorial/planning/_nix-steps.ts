import type { NixShape } from '../classify/nix.ts'
import type { Block, Prose } from '../markdown/document.ts'
import { effectOf } from '../classify/command.ts'
import { parseCommand } from '../classify/_bash.ts'
import { rebuildStep } from './_rebuild.ts'
import { excerptOf, type Made } from './_shell-steps.ts'
import { shownValue } from './_value-steps.ts'
import type { State } from './_state.ts'
import type { CheckKind } from './plan.ts'
import type { Step } from './step.ts'

export interface MadeNix extends Made {
  readonly kind: CheckKind
}

/** Nix that no file is named for. */
export function nixSteps(block: Block, shape: NixShape): MadeNix {
  const excerpt = excerptOf(block.lines)!
  const given = shape.free.filter((name) => ['pkgs', 'lib', 'stdenv'].includes(name))
  const from = given.map((name) => `"${name}"`).join(' and ')
  const reasons = given.length
    ? [`${from} ${given.length === 1 ? 'is' : 'are'} taken from <nixpkgs>`]
    : []
  if (shape.elided && shape.kind !== 'fragment') {
    return {
      kind: 'nix fragment',
      steps: [{ do: 'parse', elided: true, given: shape.free, ...excerpt }],
      reasons: ['Something is left out of it ("..."), so it is parsed, and not evaluated'],
    }
  }
  if (shape.kind === 'build' || shape.kind === 'package') {
    const call = shape.kind === 'package'
    return {
      kind: 'nix package',
      steps: [{ do: 'build', given, call, ...excerpt }],
      reasons: [...reasons, call ? 'It is built with "callPackage"' : 'It is built'],
    }
  }
  if (shape.kind === 'expression') {
    const output = shownValue(block)
    return {
      kind: 'nix expression',
      steps: [{ do: 'evaluate', given, call: false, ...excerpt, ...(output && { output }) }],
      reasons: [...reasons, 'It is evaluated'],
    }
  }
  const parse: Step = { do: 'parse', elided: shape.elided, given: shape.free, ...excerpt }
  return {
    kind: 'nix fragment',
    steps: [parse],
    reasons: [
      shape.kind === 'broken'
        ? 'It is parsed, for Nix to say what is wrong'
        : 'It is parsed: alone it has no value',
    ],
  }
}

/** Each one carries those above it: without a bound a plan would grow with the square of its text. */
const MOST_JOINED = 32

/** A fragment of a configuration, with those above it in its section, and what the text does with it. */
export function nixosSteps(
  block: Block,
  shape: NixShape,
  following: readonly Prose[],
  state: State,
): MadeNix {
  const section = block.headings.join('\n')
  const excerpt = excerptOf(block.lines)!
  const before = state.fragments
  const joins =
    before.section === section &&
    before.excerpts.length < MOST_JOINED &&
    !shape.defines.some((path) =>
      definedIn(
        before.excerpts.map(({ text }) => text),
        path,
      ),
    )
  const kept: Partial<typeof before> = joins ? before : {}
  const mountAs = state.mountAs ?? kept.mountAs
  state.fragments = {
    section,
    excerpts: [...(kept.excerpts ?? []), excerpt],
    paths: [...(kept.paths ?? []), ...shape.paths],
    ...(mountAs !== undefined && { mountAs }),
  }
  for (const name of shape.installs) state.installed.add(name)
  const reasons: string[] = []
  if (kept.excerpts?.length) {
    const lines = kept.excerpts.map(({ at }) => at.line).join(', ')
    reasons.push(`It joins what the section has above it (line ${lines})`)
  }
  const told = rebuiltIn(following)
  const step = rebuildStep(told?.action ?? 'build', section, state)!
  reasons.push(
    told ? `The text then says "${told.run}"` : 'Nothing says that it is switched to: it is built',
  )
  if (mountAs === undefined && step.mountAs !== undefined)
    reasons.push(`It names "${step.mountAs}", so the workspace is there as well`)
  else if (mountAs === undefined && shape.paths.length)
    reasons.push(`It names "${shape.paths[0]!}", which "mountAs" can make the workspace's`)
  const steps: Step[] = [step]
  for (const _ of told ? [...state.shells] : []) {
    steps.unshift({
      do: 'close',
      shell: state.close()!,
      why: 'a system is configured outside of it',
      at: excerpt.at,
    })
  }
  for (const { name, at } of told ? startedIn(following, state) : []) {
    steps.push({
      do: 'command',
      shell: state.shell,
      run: name,
      at,
      mayServe: `"${name}" is a program that the configuration installs`,
    })
    reasons.push(`The text then runs "${name}"`)
  }
  return { kind: 'nixos', steps, reasons }
}

/** Options that can be set once only; a second definition starts a configuration of its own. */
function definedIn(texts: readonly string[], path: string): boolean {
  if (path === 'imports' || path === 'environment.systemPackages') return false
  return texts.some((text) => text.includes(`${path} =`))
}

function rebuiltIn(following: readonly Prose[]): { run: string; action: string } | undefined {
  for (const { text: run } of following.flatMap(({ codes }) => codes)) {
    const effect = effectOf(/nixos-rebuild/.test(run) ? parseCommand(run).commands : [])
    if (effect.kind === 'rebuilds') return { run, action: effect.action }
  }
  return undefined
}

function startedIn(
  following: readonly Prose[],
  { installed }: State,
): { name: string; at: Prose['position']['start'] }[] {
  const codes = following.flatMap((prose) => prose.codes)
  const started = codes.filter(({ text }) => installed.has(text))
  const first = new Map(started.map((code) => [code.text, code] as const).toReversed())
  return [...first.values()].map(({ text, position }) => ({ name: text, at: position.start }))
}
