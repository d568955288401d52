import { thrown, type Fault } from './_fault.ts'

/** What a tutorial prints or throws is not what has happened, whatever it looks like. */
export const FORGED: readonly Fault[] = [
  {
    name: 'forged-place',
    what: 'a builder prints an error of Nix',
    code: 'BUILDER_FAILED',
    says: 'failed with exit code 1',
  },
  {
    name: 'forged-disk',
    what: 'a builder prints that a disk is full',
    code: 'BUILDER_FAILED',
    says: 'No space left on device',
  },
  {
    name: 'forged-hash',
    what: 'a builder prints that a hash differs, and that it is killed',
    code: 'BUILDER_FAILED',
    says: '"sample-app-python" failed with exit code 1',
  },
  {
    name: 'forged-download',
    what: 'a builder prints that a server does not answer',
    code: 'BUILDER_FAILED',
    says: 'from any mirror',
  },
  {
    name: 'forged-log',
    what: "a builder writes into Nix's own log",
    code: 'BUILDER_FAILED',
    says: 'nothing of that is true',
  },
  {
    name: 'forged-trace',
    what: '`builtins.trace` prints an error of Nix',
    code: 'BUILDER_FAILED',
    says: 'failed with exit code 3',
  },
  {
    name: 'forged-throw',
    what: '`throw` says what Nix says of something else',
    code: 'NIX_EVALUATION',
    at: thrown('default.nix', 6),
  },
  {
    name: 'forged-abort',
    what: '`abort` does',
    code: 'NIX_EVALUATION',
    at: thrown('default.nix', 6),
  },
  {
    name: 'forged-url',
    what: '`throw` says that a server fails',
    code: 'NIX_EVALUATION',
    at: thrown('default.nix', 6),
  },
  {
    name: 'forged-outside',
    what: '`throw` says what the embedded nixpkgs says',
    code: 'NIX_EVALUATION',
    at: thrown('default.nix', 6),
  },
  {
    name: 'forged-argument',
    what: '`abort` says what `callPackage` says',
    code: 'NIX_ARGUMENT_MISSING',
    searched: true,
    says: '"flask"',
  },
  {
    name: 'forged-context',
    what: '`addErrorContext` tells a place',
    code: 'NIX_EVALUATION',
    at: thrown('default.nix', 7, 75),
    says: 'the end',
  },
].map((fault): Fault => ({ ...(fault as Fault), logged: true, traced: true }))
