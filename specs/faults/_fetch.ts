import type { NixOptions } from '../../harness/container/nix-options.ts'
import type { At, Fault } from './_fault.ts'

const ONCE: NixOptions = { args: ['--option', 'download-attempts', '1'] }
/** The call of `builtins.fetchurl` in an argument of callPackage, or (2.8) that of callPackage. */
const FETCHED_AT: At = {
  '2.8': 'default.nix:6:1',
  '2.26': 'default.nix:6:19',
  '2.34': 'default.nix:6:19',
}

/** What is fetched and is something else, or is not fetched. */
export const FETCH: readonly Fault[] = [
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
