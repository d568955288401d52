import { stringify } from 'yaml'
import { describe, expect, test } from 'vitest'
import { makePlan, type Planned } from '../planning/make-plan.ts'
import type { Check } from '../planning/plan.ts'
import type { Directive } from './directive.ts'

const BLOCK = '```bash\nnix-build\n```\n'

/** A check without what says where its directive is. */
function checkOf({ findings, plan }: Planned): object {
  expect(findings.filter(({ code }) => code !== 'NO_CHECKS')).toEqual([])
  const { skip, ...check } = plan.checks[0]!
  const steps = check.steps.map((step) => ('at' in step ? { ...step, at: undefined } : step))
  return {
    ...check,
    steps,
    reasons: undefined,
    line: undefined,
    lastLine: undefined,
    name: undefined,
    ...(skip && { skip: { reason: skip.reason } }),
  }
}

function byComment(directive: Directive): object {
  const text = `<!-- nixproof\n${stringify(directive)}-->\n${BLOCK}`
  return checkOf(makePlan({ file: 'a.md', text }))
}

function bySidecar(directive: Directive): object {
  const text = stringify({ $schema: 'x.json', format: 1, blocks: [{ line: 1, ...directive }] })
  return checkOf(
    makePlan({ file: 'a.md', text: BLOCK, sidecar: { file: 'a.nixproof.yaml', text } }),
  )
}

const DIRECTIVES: readonly (readonly [Directive, Partial<Check>])[] = [
  [{ skip: 'a: reason' }, { skip: { reason: 'a: reason' }, steps: [] }],
  [{ expect: 'ok' }, { expect: 'ok' }],
  [{ expect: 'fail' }, { expect: 'fail' }],
  [
    { expect: { fail: { code: 1, text: ['a', 'b'] } } },
    { expect: { fail: { code: 1, text: ['a', 'b'] } } },
  ],
  [{ expect: { output: 'a ... b' } }, { expect: { output: 'a ... b' } }],
  [{ expect: { output: { exact: 'a\nb' } } }, { expect: { output: { exact: 'a\nb' } } }],
  [{ expect: { output: { contains: 'a' } } }, { expect: { output: { contains: 'a' } } }],
  [{ expect: { output: { regex: '^a$' } } }, { expect: { output: { regex: '^a$' } } }],
  [{ expect: { output: { like: 'a...' } } }, { expect: { output: { like: 'a...' } } }],
  [
    { expect: { http: { port: 80, path: '/a', status: 404, headers: { a: 'b' }, body: 'c' } } },
    { expect: { http: { port: 80, path: '/a', status: 404, headers: { a: 'b' }, body: 'c' } } },
  ],
  [
    { expect: { http: { path: '/', status: 200, json: { a: [1, null] } } } },
    { expect: { http: { path: '/', status: 200, json: { a: [1, null] } } } },
  ],
  [{ file: 'a.sh' }, { kind: 'file', steps: [{ do: 'write', path: 'a.sh' }] as never }],
  [
    { file: { path: 'a.sh', mode: 'equal', part: true } },
    { kind: 'file', steps: [{ do: 'compare', path: 'a.sh', part: true }] as never },
  ],
  [{ cwd: 'app' }, { cwd: 'app' }],
  [{ env: { A: 'b' } }, { env: { A: 'b' } }],
  [{ mountAs: '/home/me' }, { mountAs: '/home/me' }],
  [{ timeout: '1.5m' }, { timeout: 90_000 }],
  [{ session: 'two' }, { session: 'two', steps: [{ shell: 'two' }] as never }],
  [
    { setup: 'a', cleanup: ['b', 'c'] },
    { setup: ['a'], cleanup: ['b', 'c'] },
  ],
  [
    { capture: { OUT: 'store-path', H: { regex: 'sha256-(.*)' } } },
    { capture: { OUT: 'store-path', H: { regex: 'sha256-(.*)' } } },
  ],
  [{ nondeterministic: true }, { nondeterministic: true }],
  [
    { nondeterministic: ['hash', { regex: 'a+' }] },
    { nondeterministic: ['hash', { regex: 'a+' }] },
  ],
  [
    { 'only-on': { nix: ['2.26'], sandbox: true, variant: 'local' } },
    { onlyOn: { nix: ['2.26'], sandbox: true, variant: 'local' } },
  ],
  [{ origin: 'github:a/b=../b@v1' }, { origins: ['github:a/b=../b@v1'] }],
  [{ tags: ['slow'] }, { tags: ['slow'] }],
]

describe('directivesOf()', () => {
  test.each(DIRECTIVES)('says %j by a comment and by the sidecar alike', (directive, check) => {
    expect(byComment(directive)).toMatchObject(check)
    expect(bySidecar(directive)).toEqual(byComment(directive))
  })

  test.each([
    ['a.md', 'Text: <!-- nixproof skip: x -->', 1, 12],
    ['a.md', '## Head <!-- nixproof skip: x -->', 1, 14],
    ['a.md', '- one\n- two <!-- nixproof skip: x -->', 2, 12],
    ['a.mdx', 'Text: {/* nixproof skip: x */}', 1, 11],
  ])('does not pass over what stands in a paragraph of %s: %s', (file, text, line, column) => {
    const { findings, plan } = makePlan({ file, text: `${text}\n\n${BLOCK}` })
    const place = { file, line, column }
    expect(findings).toMatchObject([{ code: 'DIRECTIVE_INVALID', place }])
    expect(plan.checks[0]!.skip).toBeUndefined()
  })

  test('takes what stands below a paragraph, and leaves code words alone', () => {
    const words = 'Write `<!-- nixproof skip: x -->` or `{/* nixproof skip: x */}`: <!-- so -->\n'
    for (const file of ['a.md', 'a.mdx']) {
      const text = `${words}<!-- nixproof skip: why -->\n${BLOCK}`
      const { findings, plan } = makePlan({ file, text: file === 'a.md' ? text : words + BLOCK })
      expect(findings.filter(({ code }) => code === 'DIRECTIVE_INVALID')).toEqual([])
      expect(plan.checks[0]!.skip?.reason).toBe(file === 'a.md' ? 'why' : undefined)
    }
  })

  test.each([
    ['only-on: { nix: "2.99" }', 'One of "2.26", "2.34", "2.8"'],
    ['only-on: { nix: ["2.26", "2.35"] }', '"2.34"'],
    ['file: ../x', 'A path that does not leave the workspace'],
    ['file: { path: a/../../x, mode: write }', 'A path that does not leave the workspace'],
    ['file: { path: ../x, mode: equal }', 'A path that does not leave the workspace'],
    [
      'file: { path: /etc/passwd, mode: equal }',
      'A path in the workspace: with "mode: equal" its file is compared',
    ],
  ])('refuses %s', (yaml, wanted) => {
    const { findings } = makePlan({ file: 'a.md', text: `<!-- nixproof\n${yaml}\n-->\n${BLOCK}` })
    expect(findings).toMatchObject([
      { code: 'DIRECTIVE_INVALID', wanted: expect.stringContaining(wanted) as unknown },
    ])
    const sidecar = {
      file: 'a.nixproof.yaml',
      text: `format: 1\nblocks:\n  - line: 1\n    ${yaml}\n`,
    }
    const its = makePlan({ file: 'a.md', text: BLOCK, sidecar }).findings
    expect(its).toMatchObject([
      { code: 'DIRECTIVE_INVALID', wanted: expect.stringContaining(wanted) as unknown },
    ])
  })

  test("lets the reader write to what is the container's own", () => {
    const text = `<!-- nixproof\nfile: { path: /etc/x, mode: write }\n-->\n${BLOCK}`
    expect(makePlan({ file: 'a.md', text }).plan.checks[0]!.steps).toMatchObject([
      { do: 'write', path: '/etc/x' },
    ])
  })
})
