/** What to build or open, in the terms of `nix-build` and `nix-shell`. */
export interface NixTarget {
  /** The Nix file or its directory. Default: what Nix itself looks for, `default.nix` (a shell: `shell.nix` before it). */
  readonly file?: string
  /** An attribute of what the file returns, as after `-A`. Default: all of it. */
  readonly attribute?: string
  /** More arguments, as Nix takes them. */
  readonly args?: readonly string[]
}

export function nixBuildArgv({ file, attribute, args = [] }: NixTarget): string[] {
  return ['nix-build', ...words(file, attribute), ...args]
}

/**
 * `entered` is shell text that runs first, inside the shell: from then on a failure is the
 * command's and not Nix's, which the exit code alone does not tell.
 */
export function nixShellArgv(
  command: string,
  { file, attribute, args = [] }: NixTarget,
  entered?: string,
): string[] {
  const text = entered === undefined ? command : `${entered}\n${command}`
  return ['nix-shell', ...words(file, attribute), ...args, '--run', text]
}

/** More arguments, with which Nix says where an evaluation failed, as closely as it knows, and builds nothing. */
export const TRACE_ARGS: readonly string[] = [
  '--show-trace',
  '--dry-run',
  '--option',
  'download-attempts',
  '1',
]

/**
 * Tells, as JSON, the names of what is beside an attribute that `-A` did not find. `undefined` where
 * the attribute is not a plain path of names.
 */
export function nixNamesArgv({ file = '.', attribute = '' }: NixTarget): string[] | undefined {
  const path = attribute.split('.').slice(0, -1)
  if (![file, ...path].every((word) => /^[\w.+/'-]+$/.test(word))) return undefined
  const source = file.startsWith('/') ? file : `./${file}`
  const steps = path.map((name) => `."${name}"`).join('')
  return namesArgv(
    `let it = import ${source}; set = if builtins.isFunction it then it { } else it; in builtins.attrNames set${steps}`,
  )
}

/** Tells, as JSON, the names of the packages that `with pkgs;` brings into scope. */
export function packageNamesArgv(): string[] {
  return namesArgv('builtins.attrNames (import <nixpkgs> { })')
}

/** The store paths that `nix-build` prints: one line for each output, and nothing else on stdout. */
export function parseOutPaths(stdout: string): string[] {
  return stdout.split('\n').filter((line) => line.startsWith('/nix/store/'))
}

function namesArgv(text: string): string[] {
  return ['nix-instantiate', '--eval', '--strict', '--json', '--expr', text]
}

function words(file: string | undefined, attribute: string | undefined): string[] {
  return [
    ...(file === undefined ? [] : [file]),
    ...(attribute === undefined ? [] : ['-A', attribute]),
  ]
}
