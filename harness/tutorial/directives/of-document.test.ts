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
})
