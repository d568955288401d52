import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import type { Captured } from '../directives/directive.ts'
import { captureFrom, fillIn } from './capture.ts'

const PATH = '/nix/store/zmq1x0slnrkxnnjxgq4ayqvbxw0qdr6l-hello-2.12'
const SRI = 'sha256-y6JHx9hFabcdefghijklmnopqrstuvwxyz012345678='
const PRINTED = [
  "building '/nix/store/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-hello.drv'...",
  '  specified: sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=',
  `     got:    ${SRI}`,
  '\u001b[1mServing on http://127.0.0.1:5000.\u001b[0m',
  PATH,
].join('\n')

const capture = (what: Captured) =>
  captureFrom({ file: 'a.md', text: '' }, { line: 4, capture: { IT: what } }, PRINTED)

test.each([
  ['store-path', PATH],
  ['hash', SRI],
  ['url', 'http://127.0.0.1:5000'],
  [{ regex: 'port|:(\\d+)\\.' }, '5000'],
  [{ regex: 'got' }, 'got'],
] as const)('captureFrom() takes a %j', (what, value) => {
  expect(capture(what)).toEqual({ values: { IT: value }, findings: [] })
})

test('captureFrom() takes the whole output as a reader sees it, and says what is missing', () => {
  expect(capture('output').values['IT']).toBe(stripVTControlCharacters(PRINTED))
  expect(capture({ regex: 'nothing' })).toMatchObject({
    values: {},
    findings: [{ code: 'CAPTURE_MISSING', place: { line: 4 }, wanted: 'A match of /nothing/' }],
  })
})

test('fillIn() replaces captured names in expectations, and leaves others', () => {
  const expectation = {
    output: { contains: ['${IT}/bin', '${OTHER}'] },
    http: { path: '/', status: 200 },
  }
  expect(fillIn(expectation, { IT: PATH })).toEqual({
    output: { contains: [`${PATH}/bin`, '${OTHER}'] },
    http: { path: '/', status: 200 },
  })
  expect(fillIn('fail', { IT: PATH })).toBe('fail')
})
