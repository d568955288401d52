import type { LaunchOptions } from '../harness/container/launch.ts'
import type { NixOptions } from '../harness/container/started-nix-container.ts'
import type { Code, Place } from '../harness/errors.ts'
import type { EmbeddedNix } from '../harness/image/debian/packages.ts'

type At = string | Readonly<Partial<Record<EmbeddedNix, string>>>

/** One thing that goes wrong, for real: a directory of fixtures/broken, and what is done with it. */
export interface Fault {
  /** The directory. */
  readonly name: string
  /** What is wrong, for the README. */
  readonly what: string
  readonly code: Code
  /** Of `nixBuild()`. */
  readonly build?: NixOptions
  /** A build that succeeds comes first, with these options. */
  readonly first?: NixOptions
  /** Commands that come before and after. */
  readonly around?: readonly [readonly string[], readonly string[]]
  /** What is launched once it is built: there it goes wrong. */
  readonly launch?: { readonly argv: readonly string[]; readonly options?: LaunchOptions }
  /** A container with little memory, and small directories for builds and `/small`. */
  readonly tight?: boolean
  /** As `file:line:column` below the directory; by version where they differ. */
  readonly at?: At
  /** The place is not in what Nix writes at first, but in its whole trace. */
  readonly traced?: boolean
  /** Is in the message. */
  readonly says?: string
}

const ONCE: NixOptions = { args: ['--option', 'download-attempts', '1'] }
const CHANNELS = '/nix/var/nix/profiles/per-user/root/channels'
const APP = ['./result/bin/sample-app-python']
const config = (...lines: string[]): NixOptions => ({
  env: { NIX_CONFIG: ['substituters =', ...lines].join('\n') },
})
/** The call of `builtins.fetchurl` in an argument of callPackage, or (2.8) that of callPackage. */
const FETCHED_AT: At = {
  '2.8': 'default.nix:6:1',
  '2.26': 'default.nix:6:19',
  '2.34': 'default.nix:6:19',
}
/** Since 2.19: older ones tell no place with what has none of its own. */
const since219 = (place: string): At => ({ '2.26': place, '2.34': place })

const EVALUATION: readonly Fault[] = [
  {
    name: 'nix-syntax-error',
    what: 'Nix cannot read the file',
    code: 'NIX_SYNTAX',
    at: 'default.nix:8:7',
    says: "unexpected '='",
  },
  {
    name: 'missing-attribute',
    what: 'a package has another name',
    code: 'NIX_ATTRIBUTE_MISSING',
    at: 'default.nix:8:5',
    says: 'Did you mean "flake8" or "flask"?',
  },
  {
    name: 'missing-selection',
    what: 'what `-A` selects has another name',
    code: 'NIX_ATTRIBUTE_MISSING',
    build: { attribute: 'application' },
    says: 'Did you mean "app"?',
  },
  {
    name: 'undefined-variable',
    what: 'a name that nothing brings into scope',
    code: 'NIX_VARIABLE_UNDEFINED',
    at: 'default.nix:7:52',
    says: '"pkgs.flask"',
  },
  {
    name: 'missing-argument',
    what: 'a call leaves an argument out',
    code: 'NIX_ARGUMENT_MISSING',
    at: 'default.nix:6:1',
    says: '"port"',
  },
  {
    name: 'call-package-argument',
    what: '`callPackage` finds nothing for an argument',
    code: 'NIX_ARGUMENT_MISSING',
    at: 'package.nix:3',
    says: '"flaskApp"',
  },
  {
    name: 'unexpected-argument',
    what: 'a call has an argument too many',
    code: 'NIX_ARGUMENT_UNEXPECTED',
    at: 'default.nix:6:1',
    says: '"port"',
  },
  {
    name: 'infinite-recursion',
    what: 'a value is made of itself',
    code: 'NIX_RECURSION',
    at: 'default.nix:8:18',
  },
  {
    name: 'missing-file',
    what: 'an imported file does not exist',
    code: 'NIX_FILE_MISSING',
    at: 'default.nix:6:1',
    traced: true,
    says: '"missing-file/package.nix"',
  },
  {
    name: 'missing-source',
    what: 'a source does not exist',
    code: 'NIX_FILE_MISSING',
    at: since219('default.nix:8:3'),
    says: '"missing-source/sources"',
  },
  {
    name: 'no-default-nix',
    what: 'there is no default.nix',
    code: 'NIX_FILE_MISSING',
    says: '"no-default-nix/default.nix"',
  },
  {
    name: 'unknown-search-path',
    what: 'a name in angle brackets leads nowhere',
    code: 'NIX_FILE_MISSING',
    at: 'default.nix:3:17',
    says: '<nixpgks>',
  },
  {
    name: 'throws',
    what: 'a package refuses with `throw`',
    code: 'NIX_EVALUATION',
    at: since219('default.nix:8:9'),
    traced: true,
    says: 'does not configure a `format`',
  },
  {
    name: 'aborts',
    what: 'an expression gives up with `abort`',
    code: 'NIX_EVALUATION',
    at: since219('default.nix:6:47'),
    traced: true,
    says: 'there is nothing to start',
  },
  {
    name: 'asserts',
    what: 'an `assert` does not hold',
    code: 'NIX_EVALUATION',
    at: 'default.nix:6:1',
    says: '"3.12"',
  },
  {
    name: 'wrong-type',
    what: 'a value is of the wrong type',
    code: 'NIX_EVALUATION',
    at: 'default.nix:7:53',
    traced: true,
    says: 'cannot coerce an integer to a string',
  },
]

const BUILD: readonly Fault[] = [
  {
    name: 'failing-build',
    what: 'a builder fails',
    code: 'BUILDER_FAILED',
    says: 'wanted  installPhase ends with exit code 0\n  found   ',
  },
  {
    name: 'failing-dependency',
    what: 'the builder of a dependency fails',
    code: 'BUILDER_FAILED',
    says: '"sample-app-python-package" failed with exit code 7',
  },
  {
    name: 'failing-import',
    what: 'what has to be built for an `import` fails',
    code: 'BUILDER_FAILED',
    at: since219('default.nix:12:1'),
    says: 'error: the generator found no input',
  },
  {
    name: 'killed-builder',
    what: 'a builder crashes, or is ended by a signal',
    code: 'BUILDER_KILLED',
    says: '(Segmentation fault)',
  },
  {
    name: 'no-output',
    what: 'a builder makes no `$out`',
    code: 'OUTPUT_MISSING',
    says: 'nothing to install',
  },
  {
    name: 'collision',
    what: 'two packages have the same file',
    code: 'COLLISION',
    says: '-serve/bin/serve',
  },
  {
    name: 'random-build',
    what: '`--check` builds something else',
    code: 'NOT_DETERMINISTIC',
    first: {},
    build: { args: ['--check'] },
    says: '"sample-app-python"',
  },
  {
    name: 'slow-build',
    what: 'a build does not end in time',
    code: 'TIMEOUT',
    build: { args: ['--timeout', '1'] },
    says: 'An end within 1 s',
  },
  {
    name: 'silent-build',
    what: 'a build says nothing for too long',
    code: 'TIMEOUT',
    build: { args: ['--max-silent-time', '1'] },
    says: 'waiting for a lock',
  },
]

const FETCH: readonly Fault[] = [
  {
    name: 'wrong-hash',
    what: 'what a derivation fetches has changed',
    code: 'HASH_MISMATCH',
    says: 'wanted  sha256-HW+qnhp20T86uFWKNkAVix8KVPYkpON93D70HtQZEFg=',
  },
  {
    name: 'wrong-hash-url',
    what: 'what `builtins.fetchurl` fetches has changed',
    code: 'HASH_MISMATCH',
    build: ONCE,
    at: FETCHED_AT,
    traced: true,
    says: 'The hash of http://files.example.org/package.nix is',
  },
  {
    name: 'empty-hash',
    what: 'a hash is empty',
    code: 'HASH_PLACEHOLDER',
    says: 'found   sha256-',
  },
  {
    name: 'fake-hash',
    what: 'a hash is `lib.fakeHash`',
    code: 'HASH_PLACEHOLDER',
    says: 'found   sha256-',
  },
  {
    name: 'gone-url',
    what: 'a URL of `builtins.fetchurl` leads nowhere (404)',
    code: 'URL_NOT_FOUND',
    build: ONCE,
    at: FETCHED_AT,
    traced: true,
    says: 'HTTP error 404',
  },
  {
    name: 'gone-source',
    what: 'a URL of a fetcher leads nowhere (404)',
    code: 'URL_NOT_FOUND',
    says: 'http://files.example.org/gone.tar.gz',
  },
  {
    name: 'forbidden-url',
    what: 'a server wants to know who asks (403)',
    code: 'URL_REFUSED',
    build: ONCE,
    at: FETCHED_AT,
    traced: true,
    says: 'HTTP error 403',
  },
  {
    name: 'forbidden-source',
    what: 'the same, in a fetcher',
    code: 'URL_REFUSED',
    says: 'returned error: 403',
  },
  {
    name: 'failing-server',
    what: 'a server fails (500)',
    code: 'DOWNLOAD_FAILED',
    build: ONCE,
    at: FETCHED_AT,
    traced: true,
    says: 'Try again later',
  },
  {
    name: 'unreachable-url',
    what: 'no server answers',
    code: 'DOWNLOAD_FAILED',
    build: ONCE,
    at: FETCHED_AT,
    traced: true,
    says: 'connect to server',
  },
  {
    name: 'unreachable-source',
    what: 'the same, in a fetcher',
    code: 'DOWNLOAD_FAILED',
    says: 'curl: (7)',
  },
]

const MACHINE: readonly Fault[] = [
  {
    name: 'full-disk',
    what: 'a build has no room',
    code: 'OUT_OF_DISK',
    build: { env: { TMPDIR: '/small' } },
    tight: true,
    says: 'The builder of "sample-app-python" has run out of disk space',
  },
  {
    name: 'full-store',
    what: 'the store has no room',
    code: 'OUT_OF_DISK',
    build: { args: ['--store', '/small'] },
    at: since219('default.nix:11:5'),
    tight: true,
  },
  {
    name: 'hungry-build',
    what: 'the kernel ends a build for want of memory',
    code: 'OUT_OF_MEMORY',
    tight: true,
    says: 'The builder of "sample-app-python" has run out of memory',
  },
  {
    name: 'hungry-evaluation',
    what: 'the kernel ends an evaluation for want of memory',
    code: 'OUT_OF_MEMORY',
    tight: true,
    says: 'nix-build has run out of memory',
  },
  {
    name: 'sandboxed',
    what: 'the sandbox cannot be made',
    code: 'SANDBOX_UNAVAILABLE',
    build: config('sandbox = true', 'sandbox-fallback = false'),
    says: 'Run without the sandbox',
  },
  {
    name: 'sandboxed',
    what: '`<nixpkgs>` is not in the search path',
    code: 'NIXPKGS_MISSING',
    around: [
      ['mv', CHANNELS, '/tmp/channels'],
      ['mv', '/tmp/channels', CHANNELS],
    ],
    at: 'default.nix:3:17',
  },
  {
    name: 'wrong-system',
    what: 'a derivation is for another system',
    code: 'SYSTEM_UNAVAILABLE',
    says: 'A machine of system aarch64-darwin',
  },
]

const LAUNCH: readonly Fault[] = [
  {
    name: 'no-flask',
    what: 'the program misses a Python module',
    code: 'PYTHON_MODULE_MISSING',
    launch: { argv: APP },
    says: '"flask"',
  },
  {
    name: 'app-exits',
    what: 'the program ends before it serves',
    code: 'SERVER_EXITED',
    launch: { argv: APP },
    says: 'The settings are missing',
  },
  {
    name: 'app-never-listens',
    what: 'the program runs and does not serve',
    code: 'SERVER_NOT_LISTENING',
    launch: { argv: APP, options: { port: 5000, timeoutMs: 1500 } },
    says: 'Waiting for better times',
  },
  {
    name: 'app-exits',
    what: 'there is no such program',
    code: 'PROGRAM_NOT_FOUND',
    launch: { argv: ['./result/bin/sample-app'] },
    says: './result/bin/sample-app',
  },
]

/** All of them, in the order of the README. */
export const FAULTS: readonly Fault[] = [...EVALUATION, ...BUILD, ...FETCH, ...MACHINE, ...LAUNCH]

/** Where Nix of a version says that it is, from the workspace `fixtures/broken`. */
export function placeOf({ name, at }: Fault, nix: EmbeddedNix): Place | undefined {
  const [file, line, column] = (typeof at === 'object' ? at[nix] : at)?.split(':') ?? []
  if (file === undefined) return undefined
  return {
    file: `${name}/${file}`,
    line: Number(line),
    ...(column !== undefined && { column: Number(column) }),
  }
}
