import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatHash, parseHash, type Encoding } from '../../nar/notation.ts'
import { applyEdits } from '../fixing/edit.ts'
import { editsFor } from './edits.ts'
import { findPins } from './find.ts'
import type { Judgement } from './judgement.ts'

const OLD = Buffer.alloc(32, 0xa5)
const NEW = Buffer.alloc(32, 0x5a)
const COMMIT = '0123456789abcdef0123456789abcdef01234567'

/** Judgements as if every pin were stale now, and its hash that of COMMIT. */
function stale(text: string, file: string): Judgement[] {
  return findPins(file, text).pins.map((pin) => {
    const name = pin.source.kind === 'file' ? 'refs/heads/main' : 'main'
    const commit = { id: COMMIT, tree: '', time: 0 }
    const run = { first: commit, last: commit, commits: 1, from: 0, until: 1 }
    const archaeology = { commits: 1, partial: false, runs: [run], elsewhere: undefined }
    const moving = {
      branch: 'main',
      timeline: { commits: [], contents: [] },
      partial: false,
      values: [],
      fits: undefined,
    }
    return {
      pin,
      repository: 'github:o/r',
      revision: { name, commit: COMMIT },
      path: undefined,
      notes: [],
      content: { state: 'stale', got: NEW, archaeology },
      moving,
    }
  })
}

const written = (encoding: Encoding, prefixed: boolean, digest: Buffer): string =>
  formatHash({ algorithm: 'sha256', encoding, prefixed, digest }, digest)

const snippet = (hash: string, url: string): string[] => [
  'packages = {',
  '\trecipe = builtins.fetchurl {',
  `    url = "${url}";  # ä 🎈`,
  `    sha256 = "${hash}";`,
  '  };',
  '  src = pkgs.fetchFromGitHub {',
  '    owner = "o"; repo = "r";',
  '    rev = "main";  # REPLACE WITH A TAG!',
  `    sha256 = "${hash}";`,
  '  };',
  '};',
]

const URL_OF_MAIN = 'https://raw.githubusercontent.com/o/r/refs/heads/main/a.nix'

/** Documents with the snippet in them, as people write them: in lists, with CRLF, with a BOM. */
const documents = fc.record({
  ending: fc.constantFrom('\n', '\r\n'),
  bom: fc.constantFrom('', '\uFEFF'),
  indent: fc.constantFrom('', '> ', '   '),
  before: fc.array(fc.stringMatching(/^[ -~äß🎈\t]{0,40}$/u), { maxLength: 5 }),
  encoding: fc.constantFrom<Encoding>('sri', 'base64', 'base16', 'nix32'),
  prefixed: fc.boolean(),
})

describe('editsFor()', () => {
  test('changes hashes and revisions, each in its notation, and not one other byte', () => {
    let judged = 0
    fc.assert(
      fc.property(
        documents,
        fc.boolean(),
        ({ ending, bom, indent, before, encoding, prefixed }, at) => {
          const of = (hash: string, url: string, rev: string): string => {
            const lines = snippet(hash, url).map((line) => line.replace('"main"', `"${rev}"`))
            const block = ['```nix', ...lines, '```'].map((line) => indent + line)
            // Nothing before may open a fence or a comment of its own.
            const text = before.map((line) => line.replace(/[`~<]/g, '.'))
            return bom + [...text, '', '', ...block, '', 'The end'].join(ending)
          }
          const old = written(encoding, prefixed && encoding !== 'sri', OLD)
          const original = of(old, URL_OF_MAIN, 'main')
          const judgements = stale(original, 'a.md')
          // Where the text before made a list of it, the block may be another one: nothing to check.
          fc.pre(judgements.length === 2)
          judged++
          const mended = applyEdits(original, editsFor(judgements, [], at ? 'at-pin' : 'hash'))
          const url = URL_OF_MAIN.replace('refs/heads/main', COMMIT)
          const fresh = written(encoding, prefixed && encoding !== 'sri', NEW)
          expect(mended).toBe(at ? of(old, url, COMMIT) : of(fresh, URL_OF_MAIN, 'main'))
        },
      ),
    )
    expect(judged).toBeGreaterThan(50)
  })

  test('with pin writes hash and commit', () => {
    const old = written('sri', false, OLD)
    const text = snippet(old, URL_OF_MAIN).join('\n')
    const mended = applyEdits(text, editsFor(stale(text, 'a.nix'), [], 'pin'))
    expect(mended).toContain(`rev = "${COMMIT}";  # REPLACE WITH A TAG!`)
    expect(mended).toContain(`/o/r/${COMMIT}/a.nix`)
    expect(mended).not.toContain(old)
    expect(parseHash(/sha256 = "(.*)"/.exec(mended)![1]!)?.digest).toEqual(NEW)
  })

  test('makes no edit where two pins want one place to be different', () => {
    const text =
      'let rev = "main"; in [ (fetchFromGitHub { owner = "o"; repo = "r"; inherit rev; hash = "x"; }) (fetchFromGitHub { owner = "o"; repo = "s"; inherit rev; hash = "x"; }) ]'
    const [one, two] = stale(text, 'a.nix')
    const other = { ...two!, revision: { name: 'main', commit: COMMIT.replace('0', '9') } }
    const commits = editsFor([one!, other], [], 'pin').filter(
      ({ text: part }) => part.length === 40,
    )
    expect(commits).toEqual([])
  })

  test('replaces what stands for no hash by text in quotes', () => {
    const text =
      'fetchFromGitHub { owner = "o"; repo = "r"; rev = "v${"1"}"; hash = lib.fakeHash; }'
    const judgements = stale(text, 'a.nix').map((one) => ({
      ...one,
      content: { state: 'fake', got: NEW } as const,
    }))
    const mended = applyEdits(text, editsFor(judgements, [], 'pin'))
    expect(mended).toBe(
      `fetchFromGitHub { owner = "o"; repo = "r"; rev = "${COMMIT}"; hash = "${written('sri', false, NEW)}"; }`,
    )
  })
})
