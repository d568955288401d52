import { expect, test } from 'vitest'
import type { DownloadFailure, HashMismatch } from '../errors.ts'
import captured from './failure.captured.json' with { type: 'json' }
import { sortNixFailure, type NixFailure } from './failure.ts'

type Case = keyof typeof captured.cases
const VERSIONS = ['2.8', '2.26', '2.34'] as const
type Version = (typeof VERSIONS)[number]

const HERE = { workspace: '/workspace' }

function sort(name: Case, version: Version): NixFailure {
  const { exitCode, stderr } = captured.cases[name][version]
  return sortNixFailure({ exitCode, stderr, timedOut: false }, HERE)
}

const FILE = 'file:///workspace/fetched.'
test.each<[name: Case, mismatch: HashMismatch]>([
  [
    'hash-fetchurl',
    {
      url: `${FILE}nix`,
      specified: 'sha256:0mhjp9ig4g4wahkkrncpq5bc3f6bcnkg5qpa54dsyp0r3s669hbz',
      got: 'sha256:0n0h37a1xx1yviyy7914yra0l7wb2m03d2jmp0x3zlbn3agalvqx',
    },
  ],
  [
    'hash-fetchtarball',
    {
      url: `${FILE}tar.gz`,
      specified: 'sha256:0vppx779lxxvigdlk8dail01fd02nj01kz8h7v3bj1s5v33lg8nb',
      got: 'sha256:0x8rfwm8ahk1g7chxpm8ij2nhvzxiryknb33py3dha2qxw5fkgr9',
    },
  ],
  [
    'hash-dependency',
    {
      derivation: 'source',
      specified: 'sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=',
      got: 'sha256-EFUdrtf6Rn0LWIJufrmg8q99aT3jGfLvd1//zaJEufY=',
    },
  ],
  [
    'hash-empty',
    {
      derivation: 'fetched.nix',
      specified: 'sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=',
      got: 'sha256-HW+qnhp20T86uFWKNkAVix8KVPYkpON93D70HtQZEFg=',
    },
  ],
])('sortNixFailure() tells both hashes of "%s", and what they are of', (name, mismatch) => {
  for (const version of VERSIONS) expect(sort(name, version).mismatch).toEqual(mismatch)
})

test.each<[name: Case, download: DownloadFailure]>([
  [
    'download-404',
    { url: 'http://127.0.0.1:8000/nothing.nix', status: 404, reason: 'HTTP error 404' },
  ],
  ['download-host', { url: 'https://raw.example.invalid/default.nix', reason: 'resolve host' }],
  ['download-refused', { url: 'http://127.0.0.1:9/x.tar.gz', reason: 'connect to server (7)' }],
  [
    'download-builder-404',
    {
      url: 'http://127.0.0.1:8000/nothing.tar.gz',
      status: 404,
      reason: 'curl: (22) The requested URL returned error: 404',
    },
  ],
  [
    'download-builder-host',
    {
      url: 'https://github.com/pagekey/education/archive/main.tar.gz',
      reason: 'curl: (6) Could not resolve host: github.com',
    },
  ],
])('sortNixFailure() tells URL, status and reason of "%s"', (name, { reason, ...download }) => {
  for (const version of VERSIONS) {
    const found = sort(name, version).download
    expect(found).toEqual({ ...download, reason: expect.stringContaining(reason) })
  }
})

test('sortNixFailure() takes a warning about a download for no failure', () => {
  const stderr = `warning: error: unable to download 'https://x.invalid/a': HTTP error 500; retrying in 266 ms\nerror: undefined variable 'a'\n       at /workspace/a.nix:4:16:\n`
  const failure = sortNixFailure({ exitCode: 1, stderr, timedOut: false }, HERE)
  expect(failure.code).toBe('NIX_VARIABLE_UNDEFINED')
})

test.each([
  [404, 'URL_NOT_FOUND'],
  [410, 'URL_NOT_FOUND'],
  [401, 'URL_REFUSED'],
  [403, 'URL_REFUSED'],
  [429, 'DOWNLOAD_FAILED'],
  [503, 'DOWNLOAD_FAILED'],
])('sortNixFailure() of HTTP status %d is %s', (status, code) => {
  for (const version of VERSIONS) {
    const { exitCode, stderr } = captured.cases['download-404'][version]
    const answered = stderr.replaceAll('404', String(status))
    const failure = sortNixFailure({ exitCode, stderr: answered, timedOut: false }, HERE)
    expect(failure).toMatchObject({ code, download: { status } })
  }
})

test.each([
  'sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=',
  'sha256:0000000000000000000000000000000000000000000000000000',
  '0000000000000000000000000000000000000000000000000000000000000000',
])('sortNixFailure() knows that %s stands for a hash', (specified) => {
  const stderr = captured.cases['hash-fetchurl']['2.26'].stderr.replace(/sha256:0mhj\w+/, specified)
  const failure = sortNixFailure({ exitCode: 102, stderr, timedOut: false }, HERE)
  expect(failure).toMatchObject({ code: 'HASH_PLACEHOLDER', mismatch: { specified } })
})

const P = '/nix/store/bcax6ig1rawrwschq029jzp3fbd2n0fm-foreign'
const CANNOT = `error: Cannot build '/nix/store/b4aqnkv6abmpndib0r9n3gm13y86va7n-foreign.drv'.
       Reason: platform mismatch
       Required system: 'aarch64-linux'
       Current system: 'x86_64-linux'
`
test.each([
  // Nix 2.8
  `warning: the substitute for '${P}' from 'http://c' is not signed by any of the keys in 'trusted-public-keys'`,
  // Nix 2.26 and 2.34
  `warning: ignoring substitute for '${P}' from 'http://c', as it's not signed by any of the keys in 'trusted-public-keys'`,
])('sortNixFailure() tells a refused signature from a machine that lacks: %s', (warning) => {
  const result = { exitCode: 100, timedOut: false }
  expect(sortNixFailure({ ...result, stderr: `${warning}\n${CANNOT}` }, HERE)).toMatchObject({
    code: 'SUBSTITUTE_UNTRUSTED',
    untrusted: { path: P, from: 'http://c' },
  })
  expect(sortNixFailure({ ...result, stderr: CANNOT }, HERE).code).toBe('SYSTEM_UNAVAILABLE')
})
