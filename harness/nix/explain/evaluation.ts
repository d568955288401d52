import { formatPlace } from '../../errors.ts'
import type { EvaluationCode } from '../evaluation-failure.ts'
import { parseMessages } from '../messages.ts'
import { findWithoutFormat } from '../nixpkgs-rules.ts'
import type { Sources } from '../sources.ts'
import { didYouMean, type Explain } from './words.ts'

const FOUND_LINES = 8

/** What Nix cannot read or evaluate. */
export const EVALUATION: Readonly<
  Record<EvaluationCode | 'NIX_EVALUATION' | 'NIX_OPTION_MISSING' | 'NOT_EMBEDDED', Explain>
> = {
  NIX_SYNTAX: ({ message }) => ({
    summary: `Nix cannot read the file: ${message}`,
    wanted: /expecting (.*)$/.exec(message)?.[1] ?? 'Text that Nix can read',
    found: /unexpected (.*?)(?:, expecting|$)/.exec(message)?.[1] ?? message,
    next: 'Correct the syntax there, or right before',
  }),
  NIX_EVALUATION: ({ message }, { tool, result, sources }) => {
    const unsaid = findWithoutFormat(message)
    if (unsaid !== undefined) return explainFormat(unsaid, message)
    return {
      summary: `${tool} failed: ${message.replace(/:$/, '')}`,
      wanted: 'Nix can evaluate the expression',
      found: definitionsIn(result.stderr, sources) || ownLines(result.stderr) || message,
      next: 'Do what the message asks for, or correct the expression that it is about',
    }
  },
  NIX_ATTRIBUTE_MISSING: ({ missing, suggestions, names }, { result }) => ({
    summary: `There is no attribute "${missing}"`,
    wanted: `An attribute "${missing}"`,
    found:
      names && names.length > 0
        ? `There is ${names.map((name) => `"${name}"`).join(', ')}`
        : 'No such attribute',
    next: didYouMean(
      suggestions,
      `Correct the name, or use a ${result.stderr.includes(`builtins.${missing}`) ? 'Nix' : 'nixpkgs'} that has it`,
    ),
  }),
  NIX_OPTION_MISSING: ({ missing }) => ({
    summary: `There is no option "${missing}"`,
    wanted: `An option "${missing}"`,
    found: 'No module declares it',
    next: 'Correct the name, or use a NixOS that has it',
  }),
  NOT_EMBEDDED: ({ message }) => ({
    summary: message
      .replace(/(?:, (?:which has|nor is) .*)?; run with.*$/, '')
      .replace(/^the/, 'The'),
    ...explainOutside(message),
  }),
  NIX_VARIABLE_UNDEFINED: ({ missing, suggestions, place }) => ({
    summary: `Nothing here is called "${missing}"`,
    wanted: `A variable "${missing}" in scope`,
    found: 'No "let", "with", "rec" or argument brings one',
    next: didYouMean(
      suggestions,
      place
        ? `Correct the name, write what "${missing}" is part of before it, as in "pkgs.${missing}", or take it as an argument`
        : 'Correct the name, or use a nixpkgs that has it',
    ),
  }),
  NIX_NOT_A_DERIVATION: ({ message }, { tool }) => ({
    summary: `There is no derivation for ${tool}`,
    wanted: 'A derivation, or a set or list of them, as what the file makes',
    found: message,
    next: 'Let the file make a derivation: end in a call such as pkgs.stdenv.mkDerivation { }',
  }),
  NIX_ARGUMENT_MISSING: ({ missing, suggestions, message }, { tool }) => ({
    summary: message.startsWith('cannot ')
      ? `${tool} calls the file's function without its argument "${missing}"`
      : `A function is called without its argument "${missing}"`,
    wanted: `An argument "${missing}", for which the function has no default`,
    found: 'The call does not give it',
    next: didYouMean(
      suggestions,
      message.startsWith('cannot ')
        ? `Give "${missing}" a default, or a value with --argstr ${missing} VALUE`
        : `Give "${missing}" in the call, or a default in the function`,
    ),
  }),
  NIX_ARGUMENT_UNEXPECTED: ({ missing, suggestions }) => ({
    summary: `A function is called with an argument "${missing}", which it does not take`,
    wanted: 'Arguments that the function names',
    found: `"${missing}"`,
    next: didYouMean(
      suggestions,
      `Leave "${missing}" out of the call, or let the function take it: add it, or "..."`,
    ),
  }),
  NIX_RECURSION: ({ message }) => ({
    summary: 'The evaluation comes to no end: a value or a function needs itself',
    wanted: 'A value that does not need itself, or a function that stops calling itself',
    found: message,
    next: 'Let the expression refer to something else than what it defines, or end the recursion',
  }),
  NIX_FILE_MISSING: ({ missing = '', message }, { workspace }) => {
    const inSearchPath = message.includes('search path')
    const name = missing.startsWith(`${workspace}/`) ? missing.slice(workspace.length + 1) : missing
    return {
      summary: inSearchPath
        ? `<${name}> is not in Nix's search path`
        : `There is no file "${name}"`,
      wanted: inSearchPath ? `<${name}> leads to a file` : `A file or directory "${name}"`,
      found: message,
      next: inSearchPath
        ? 'Correct the name between the angle brackets; tutorials have <nixpkgs> there'
        : 'Make the file, or correct the path or the directory that the command runs in',
    }
  },
}

/** `format` holds from 23.05 on, `build-system` since 24.05, and both after 25.11 as well. */
function explainFormat(name: string, message: string): ReturnType<Explain> {
  return {
    summary: `The Python package "${name}" does not say how it is built, which nixpkgs wants since 25.11`,
    wanted: '"format", or "pyproject" with a "build-system", in what the package is made of',
    found: message,
    next: 'Write format = "setuptools"; beside its name, which older nixpkgs take as well, or pyproject = true; build-system = [ setuptools ]; with the setuptools of the same Python',
  }
}

/** What the modules of NixOS list below a message: every definition of an option, and its file. */
function definitionsIn(stderr: string, sources?: Sources): string {
  const lines = parseMessages(stderr).at(-1)?.lines ?? []
  return lines
    .filter((line) => /^\s+- In `/.test(line))
    .map((line) =>
      line.trim().replace(/`\/etc\/nixos\/([^']+)'/, (name, file: string) => {
        const place = sources?.locate({ file })
        return place ? formatPlace(place) : name
      }),
    )
    .join('\n')
}

/** What follows the first line of an error, such as the lines of the file that it is about. */
function ownLines(stderr: string): string {
  const lines = parseMessages(stderr).at(-1)?.lines ?? []
  return lines
    .slice(1, FOUND_LINES)
    .filter((line) => !/^\s+at .+:\d+:\d+:?$/.test(line))
    .map((line) => line.replace(/^ {1,7}/, ''))
    .join('\n')
    .trimEnd()
}

/** What the embedded nixpkgs, or else nixpkgs, has instead, in the words of `outside.nix`. */
function explainOutside(message: string): { wanted: string; found: string; next: string } {
  const { here, there } =
    /, (?:which has (?<here>.+?)|nor is (?<there>.+?), which nixpkgs has); run with/.exec(message)
      ?.groups ?? {}
  const names = here ?? there
  return {
    wanted: 'A nixpkgs that has it',
    found:
      names === undefined
        ? `The embedded one has a part of nixpkgs${message.startsWith('the option') ? '' : ', and no name like it'}`
        : `Names like it${here === undefined ? ' that nixpkgs has' : ''}: ${names}`,
    next: `${names === undefined ? 'Run' : 'Correct the name, if one of these is meant; else run'} again with --image official`,
  }
}
