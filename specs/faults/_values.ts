import { thrown, type Fault } from './_fault.ts'

/** Values that are not what Nix needs there. */
export const VALUES: readonly Fault[] = [
  {
    name: 'wrong-type',
    what: 'a value is of the wrong type',
    code: 'NIX_EVALUATION',
    at: 'default.nix:7:53',
    traced: true,
    says: 'cannot coerce an integer to a string',
  },
  {
    name: 'duplicate-attribute',
    what: 'an attribute is there twice',
    code: 'NIX_EVALUATION',
    at: 'default.nix:9:3',
    says: 'already defined at',
  },
  {
    name: 'nameless',
    what: 'a derivation has no name',
    code: 'NIX_EVALUATION',
    at: 'package.nix:3:1',
    searched: true,
    logged: true,
    says: 'a derivation needs a name',
  },
  {
    name: 'illegal-name',
    what: 'a derivation has a name that cannot be',
    code: 'NIX_EVALUATION',
    at: 'default.nix:7:3',
    searched: true,
    says: "contains illegal character ' '",
  },
  {
    name: 'function-input',
    what: 'a dependency is a function',
    code: 'NIX_EVALUATION',
    at: 'default.nix:11:5',
    searched: true,
    says: 'buildInputs',
  },
  {
    name: 'long-message',
    what: 'a message is longer than anybody reads',
    code: 'NIX_EVALUATION',
    at: thrown('default.nix', 6),
    traced: true,
    logged: true,
    says: 'characters left out',
  },
]
