import type { Place } from '../errors.ts'
import { fragmentKind, type FragmentKind } from './fragment-kind.ts'
import { findOption } from './option-place.ts'
import type { Sources } from './sources.ts'

/** A piece of a NixOS configuration, as a text shows it. */
export interface Fragment {
  /**
   * Attributes (`environment.systemPackages = …;`), a set of them, or a whole module. Not a byte
   * of it is changed.
   */
  readonly text: string
  /** The file that it stands in, for the places of errors. Default: its name in `/etc/nixos`. */
  readonly file?: string
  /** The line of that file on which the text begins, counted from 1. Default: 1. */
  readonly line?: number
}

/** A file of a configuration, below its directory. */
interface ConfigurationFile {
  readonly name: string
  readonly text: string
}

export interface Configuration extends Sources {
  /** `configuration.nix`, and a module for each fragment that it imports. */
  readonly files: readonly ConfigurationFile[]
}

/** Modules may name what they use; these are what NixOS gives. */
const HEADER = '{ config, lib, modulesPath, options, pkgs, ... }:\n'

/**
 * What is put around a fragment, on lines of its own: columns stay, and lines move by a number.
 * The last line of a fragment may be a comment, so its end is a line too.
 */
const FRAMES: Readonly<Record<FragmentKind, readonly [before: string, after: string]>> = {
  attributes: [`${HEADER}{\n`, '\n}\n'],
  set: [HEADER, '\n'],
  module: ['', '\n'],
}

/** Makes a NixOS configuration out of fragments: each is a module of its own, as if it were pasted. */
export function composeConfiguration(fragments: readonly Fragment[]): Configuration {
  const parts = fragments.map((fragment, index) => {
    const [before, after] = FRAMES[fragmentKind(fragment.text)]
    const name = `fragment-${index + 1}.nix`
    return { name, fragment, text: before + fragment.text + after, offset: lines(before) }
  })
  const locate = ({ file, line, column }: Place): Place | undefined => {
    const part = parts.find(({ name }) => name === file)
    if (!part) return undefined
    const { text, file: from = part.name, line: first = 1 } = part.fragment
    // What is found missing after the end is missing at the end.
    const last = lines(text.trimEnd())
    const inside = Math.max(0, (line ?? 1) - 1 - part.offset)
    if (inside > last) return { file: from, line: first + last }
    return { file: from, line: first + inside, ...(column !== undefined && { column }) }
  }
  const imports = parts.map(({ name }) => ` ./${name}`).join('')
  return {
    files: [
      { name: 'configuration.nix', text: `{ imports = [${imports} ]; }\n` },
      ...parts.map(({ name, text }) => ({ name, text })),
    ],
    locate,
    locateOption(option) {
      for (const { name, text } of parts) {
        const place = findOption(text, option)
        if (place) return locate({ file: name, ...place })
      }
      return undefined
    },
  }
}

/** How many lines end in a text. */
function lines(text: string): number {
  return text.split('\n').length - 1
}
