import { since219, type Fault } from './_fault.ts'

/** What a builder does, or does not do. */
export const BUILD: readonly Fault[] = [
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
    name: 'nothing-wrong',
    what: '`nix-build` does not know an argument',
    code: 'BUILD_FAILED',
    build: { args: ['--no-such-option'] },
    says: '--no-such-option',
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
