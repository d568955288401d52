import { describe, expect, test } from 'vitest'
import { findPins } from './find.ts'
import type { Pin } from './pin.ts'

const HASH = 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='

/** A pin as `what it fetches @ revision # state of the hash`. */
function describePin({ source, hash }: Pin): string {
  if (source.kind === 'unknown') return `? ${source.why}`
  const { host, owner, repo } = source.repository
  const rev = source.kind === 'file' ? source.rest : source.revision.name
  return `${source.kind} ${host}:${owner}/${repo} @ ${rev} # ${hash.state}`
}
const inNix = (text: string): string[] => findPins('a.nix', text).pins.map(describePin)

describe('findPins()', () => {
  test.each([
    ['plain', 'fetchFromGitHub'],
    ['of pkgs', 'pkgs.fetchFromGitHub'],
    ['of anything', 'final.buildPackages.fetchFromGitHub'],
    ['in brackets', '(fetchFromGitHub)'],
  ])('finds a call: %s', (_how, callee) => {
    const text = `${callee} { owner = "o"; repo = "r"; rev = "v1"; hash = "${HASH}"; }`
    expect(inNix(text)).toEqual(['tree github:o/r @ v1 # given'])
  })

  test.each([
    [
      'rec',
      'rec { owner = "o"; repo = owner; rev = "v${v}"; v = "1"; hash = ""; }',
      'o/o @ v1 # empty',
    ],
    [
      'inherit',
      '{ inherit owner; repo = "r"; rev = "1" + "2"; sha256 = lib.fakeSha256; }',
      'o/r @ 12 # fake',
    ],
    ['inherit from', '{ inherit (pin) owner rev; repo = "r"; sha256 = ""; }', 'p/r @ v9 # empty'],
    [
      'a set',
      '{ inherit (pin) rev; owner = pin.owner; repo = "r"; hash = null; }',
      'p/r @ v9 # none',
    ],
    [
      'comments',
      '{ owner = /* a */ "o"; # b\n repo = "r"; rev = ("x"); hash = fakeHash; }',
      'o/r @ x # fake',
    ],
    [
      'tag',
      '{ owner = "o"; repo = "r"; tag = "1"; rev = null; hash = "?"; }',
      'o/r @ refs/tags/1 # fake',
    ],
  ])('reads literals: %s', (_what, argument, expected) => {
    const text = `let owner = "o"; pin = { owner = "p"; rev = "v9"; }; in fetchFromGitHub ${argument}`
    expect(inNix(text)).toEqual([`tree github:${expected}`])
  })

  test('reads a version of the function that makes the derivation', () => {
    const text = `stdenv.mkDerivation (finalAttrs: {
      version = "1.2";
      src = fetchFromGitLab { owner = "o"; group = "g"; repo = "r"; rev = "v\${finalAttrs.version}"; hash = ""; };
    })`
    expect(inNix(text)).toEqual(['tree gitlab:g/o/r @ v1.2 # empty'])
  })

  test.each([
    [
      'builtins.fetchurl { url = "https://raw.githubusercontent.com/o/r/main/a/b.nix"; }',
      'file github:o/r @ main/a/b.nix # none',
    ],
    [
      'fetchTarball "https://github.com/o/r/archive/refs/heads/main.tar.gz"',
      'tree github:o/r @ refs/heads/main # none',
    ],
    [
      'fetchzip { url = https://codeberg.org/o/r/archive/v1.tar.gz; sha256 = ""; }',
      'tree codeberg:o/r @ v1 # empty',
    ],
    [
      'fetchurl { url = "https://codeberg.org/o/r/raw/branch/main/a"; hash = ""; }',
      'file codeberg:o/r @ main/a # empty',
    ],
    [
      'fetchurl { url = "https://gitlab.com/g/h/r/-/raw/main/a"; hash = ""; }',
      'file gitlab:g/h/r @ main/a # empty',
    ],
    [
      'builtins.fetchGit { url = "https://github.com/o/r.git"; ref = "main"; }',
      'commit github:o/r @ main # none',
    ],
    [
      'fetchgit { url = "https://codeberg.org/o/r"; rev = "1"; hash = ""; }',
      'tree codeberg:o/r @ 1 # empty',
    ],
    [
      'fetchFromGitea { domain = "codeberg.org"; owner = "o"; repo = "r"; rev = "1"; hash = ""; }',
      'tree codeberg:o/r @ 1 # empty',
    ],
    [
      'let f = builtins.fetchTarball; in f "https://github.com/o/r/archive/1.tar.gz"',
      'tree github:o/r @ 1 # none',
    ],
  ])('tells what is fetched: %s', (text, expected) => {
    expect(inNix(text)).toEqual([expected])
  })

  test.each([
    ['fetchurl { inherit url; hash = ""; }', '`url`: "url" is computed'],
    ['map fetchurl [ ]', 'it is not called with its arguments here'],
    ['{ fetchurl }: fetchurl args', '"args" is computed'],
    [
      '{ rev }: fetchFromGitHub { owner = "o"; repo = "r"; inherit rev; }',
      '`rev`: "rev" is an argument',
    ],
    [
      'fetchFromGitHub { owner = "o"; repo = "r"; rev = "1"; fetchSubmodules = true; }',
      '`fetchSubmodules` changes',
    ],
    ['fetchurl { url = "https://example.org/a"; hash = ""; }', 'is not out of a repository'],
    [
      'fetchurl { url = "https://github.com/o/r/archive/1.tar.gz"; hash = ""; }',
      'the bytes of an archive',
    ],
    ['rec { a = a; b = fetchurl { url = a; }; }', 'goes round in a circle'],
    ['{ cargoHash = "x"; }', 'only known after a build'],
  ])('says why it cannot tell: %s', (text, why) => {
    expect(inNix(text)).toEqual([expect.stringContaining(why)])
  })

  test.each([
    ['without a type', 'hash = "0mdqa9w1p6cmli6976v4wi0sw9r4p5prkj7lzfd1877wk11c9c73"', 'invalid'],
    ['zeros without a type', `hash = "${'0'.repeat(64)}"`, 'fake'],
    [
      'its type in the name',
      'sha256 = "0mdqa9w1p6cmli6976v4wi0sw9r4p5prkj7lzfd1877wk11c9c73"',
      'given',
    ],
    ['of another type', `sha512 = "${HASH}"`, 'invalid'],
    ['two', `hash = "${HASH}"; sha256 = "${HASH}"`, 'invalid'],
    ['one and an empty one', `hash = "${HASH}"; sha256 = ""`, 'given'],
    ['md5', `md5 = "${'1'.repeat(32)}"`, 'invalid'],
  ])('tells hashes that Nix refuses: %s', (_what, hash, state) => {
    const text = `fetchFromGitHub { owner = "o"; repo = "r"; rev = "v1"; ${hash}; }`
    expect(inNix(text)).toEqual([`tree github:o/r @ v1 # ${state}`])
  })

  test.each([
    ['pkgs.fetchpatch { url = "https://example.org/a.patch"; hash = ""; }', 'empty'],
    [`fetchpatch2 { url = "https://example.org/a.patch"; hash = "${HASH}"; }`, 'given'],
    ['builtins.getFlake "github:o/r"', 'none'],
    ['builtins.fetchTree { type = "github"; owner = "o"; repo = "r"; }', 'none'],
    ['fetchsvn { url = "https://example.org"; sha256 = lib.fakeSha256; }', 'fake'],
    ['fetchFromBitbucket { owner = "o"; repo = "r"; rev = "1"; hash = ""; }', 'empty'],
    ['fetchFromSourcehut { owner = "~o"; repo = "r"; rev = "1"; hash = "?"; }', 'fake'],
    ['fetchPypi { pname = "a"; version = "1"; hash = ""; }', 'empty'],
    ['dockerTools.pullImage { imageName = "nix"; imageDigest = "a"; sha256 = ""; }', 'empty'],
    ['requireFile { name = "a"; url = "b"; sha256 = ""; }', 'empty'],
    ['fetchNpmDeps { src = ./.; hash = ""; }', 'empty'],
    ['let fetch = fetchpatch; in fetch { url = "https://example.org/a"; hash = ""; }', 'empty'],
    ['pkgs.fetchpatch args', 'unknown'],
  ])('passes over no fetcher that only Nix can judge: %s', (text, state) => {
    const { pins } = findPins('a.nix', text)
    expect(pins.map(({ source, hash }) => [source.kind, hash.state])).toEqual([['unknown', state]])
  })

  test.each([
    ['the name of an argument', '{ fetchurl, stdenv }: stdenv'],
    ['passing it on', '{ inherit (pkgs) fetchurl; inherit fetchgit; }'],
    ['another function of that name', 'let fetchurl = a: a; in fetchurl { }'],
    ['a comment and a string', '# fetchurl { }\n"fetchurl { }"'],
    ['a function of this text', 'let fetchIt = url: url; in fetchIt "https://example.org"'],
    ['a name like one', 'fetcher { a = "b"; }'],
    ['no dependencies', '{ vendorHash = null; }'],
  ])('takes nothing else for a call: %s', (_what, text) => {
    expect(inNix(text)).toEqual([])
  })

  test('knows the places of call, revision and hash in the Markdown file', () => {
    const text = `- A list:\r\n\r\n  \`\`\`nix\r\n  src = pkgs.fetchFromGitHub {\r\n    owner = "o"; repo = "r";\r\n    rev = "main";\r\n    sha256 = "${HASH}";\r\n  };\r\n  \`\`\`\r\n`
    const [pin] = findPins('a.md', text).pins
    if (pin?.source.kind !== 'tree' || pin.hash.state !== 'given') throw new Error('not a pin')
    expect(pin.place).toEqual({ file: 'a.md', line: 4, column: 9 })
    expect(pin.source.revision.place).toEqual({ file: 'a.md', line: 6, column: 12 })
    expect(pin.hash.place).toEqual({ file: 'a.md', line: 7, column: 15 })
    const { from, to } = pin.hash.span!
    expect(text.slice(from, to)).toBe(HASH)
  })

  test('reports what is not Nix with its place, and reads the other blocks', () => {
    const text = '```nix\na = fetchurl {\n```\n\n```nix\nsrc = fetchurl { hash = ""; };\n```\n'
    const { pins, unreadable } = findPins('a.md', text)
    expect(unreadable).toMatchObject([{ place: { line: 2 }, mayHidePins: true }])
    expect(pins.at(-1)).toMatchObject({ place: { line: 6 }, hash: { state: 'empty' } })
  })
})
