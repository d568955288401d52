import { expect, test } from 'vitest'
import { NixproofError } from '../errors.ts'
import { readPlan } from './read-plan.ts'

const PLAN = `format: 1
tutorial: README.md
checks:
  - name: builds
    line: 3
    steps:
      - do: build
`

function failure(text: string): NixproofError {
  try {
    readPlan(text, 'a.plan.yaml')
  } catch (error) {
    if (error instanceof NixproofError) return error
    throw error
  }
  throw new Error('The plan was accepted')
}

test('readPlan() fills in what may be left out', () => {
  expect(readPlan(PLAN, 'a.plan.yaml')).toEqual({
    format: 1,
    tutorial: 'README.md',
    workspace: '.',
    mountAs: '/workspace',
    checks: [{ name: 'builds', line: 3, steps: [{ do: 'build', cwd: '.' }] }],
  })
})

test('readPlan() says where an unknown key is', () => {
  const error = failure(`${PLAN}        prot: 5000\n`)
  expect(error).toMatchObject({ code: 'PLAN_INVALID', blame: 'call' })
  expect(error.details.place).toEqual({ file: 'a.plan.yaml', line: 7, column: 9 })
  expect(error.details.found).toContain('prot')
})

test('readPlan() says where YAML breaks', () => {
  const error = failure('format: 1\nchecks: [\n')
  expect(error.code).toBe('PLAN_INVALID')
  expect(error.details.place).toMatchObject({ file: 'a.plan.yaml', line: 3 })
})

test('readPlan() refuses a port that does not exist', () => {
  const launch = '      - do: launch\n        command: [x]\n        port: 70000\n'
  expect(failure(PLAN + launch).details.place).toMatchObject({ line: 10, column: 15 })
})

test('readPlan() refuses a plan without checks: it would prove nothing', () => {
  expect(failure('format: 1\ntutorial: README.md\nchecks: []\n').code).toBe('NO_CHECKS')
})

test('readPlan() refuses another format', () => {
  expect(failure(PLAN.replace('format: 1', 'format: 2')).details.found).toContain('format')
})

test('readPlan() takes fragments or a file for a system, and not both', () => {
  const step = PLAN.replace('do: build', 'do: configure')
  const fragments = `${step}        fragments: [{ line: 4, text: "a = 1;" }]\n`
  expect(readPlan(fragments, 'a.plan.yaml').checks[0]?.steps[0]).toEqual({
    do: 'configure',
    action: 'switch',
    cwd: '.',
    fragments: [{ line: 4, text: 'a = 1;' }],
  })
  expect(failure(step).details.found).toContain('either fragments or a file')
  expect(failure(`${fragments}        file: x.nix\n`).details.found).toContain('either fragments')
})
