import { expect, test } from 'vitest'
import { judgeAnswer, judgePage, type Answer, type HttpMatch } from './answer.ts'

const TUTORIAL = { file: 'a.md', text: '' }
const answer: Answer = {
  status: 200,
  headers: { 'Content-Type': 'application/json; charset=utf-8', 'set-cookie': ['a=1', 'b=2'] },
  body: '{"name": "Ada", "tags": ["x", {"y": null, "z": 1}], "at": 12}\n',
}

function judge(match: Partial<HttpMatch>, came: Partial<Answer> = {}) {
  return judgeAnswer(
    TUTORIAL,
    { line: 3 },
    { path: '/', status: 200, ...match },
    { ...answer, ...came },
  )
}

test.each([
  ['a header in any case', { headers: { 'content-TYPE': 'application/json...' } }],
  ['one of several headers', { headers: { 'Set-Cookie': 'b=2' } }],
  ['the whole body', { body: answer.body.trim() }],
  ['a part of the body', { body: { contains: 'Ada' } }],
  ['a pattern of the body', { body: { regex: '"at": \\d+' } }],
  ['JSON with more keys than are named', { json: { name: 'Ada', tags: ['x', { z: 1 }] } }],
] as const)('judgeAnswer() holds with %s', (_, match) => {
  expect(judge(match)).toBeUndefined()
})

test.each([
  ['another status', { status: 404 }, 'The status 404', /^200 with the body/],
  [
    'another header',
    { headers: { 'content-type': 'text/html' } },
    'The header "content-type: text/html"',
    /charset/,
  ],
  ['no such header', { headers: { etag: '...' } }, 'The header "etag: ..."', 'No such header'],
  ['another body', { body: 'Hello' }, 'The body "Hello"', /^The body "{/],
  ['no part of the body', { body: { contains: 'Eve' } }, 'Output that contains "Eve"', /Ada/],
  ['another value in JSON', { json: { tags: ['x', { z: 2 }] } }, '$.tags[1].z is 2', '1'],
  ['no such key in JSON', { json: { toString: 1 } }, '$.toString is 1', 'nothing'],
  ['a longer list in JSON', { json: { tags: ['x'] } }, '$.tags is ["x"]', /^\["x",/],
  ['null in JSON', { json: { name: null } }, '$.name is null', '"Ada"'],
] as const)('judgeAnswer() finds %s', (_, match, wanted, found) => {
  const says = typeof found === 'string' ? found : expect.stringMatching(found)
  expect(judge(match)).toMatchObject({
    code: 'HTTP_MISMATCH',
    wanted,
    found: says,
    place: { line: 3 },
  })
})

test('judgeAnswer() finds a body that is no JSON', () => {
  expect(judge({ json: {} }, { body: '<p>' })).toMatchObject({
    wanted: 'JSON',
    found: 'The body "<p>"',
  })
})

test.each([
  ['the words in any case', 'Hello World', 'hello world', 200],
  [
    'words with marks between',
    '<h1>Hello <b>Nix</b> &amp; Flask&#33;</h1>',
    'Hello Nix & Flask!',
    200,
  ],
  ['words over several lines', '<p>Hello\n   Nix</p>', 'Hello Nix', 200],
  ['a redirect', '', undefined, 302],
])('judgePage() holds with %s', (_, body, contains, status) => {
  expect(page(body, contains, status)).toBeUndefined()
})

test('judgePage() finds other words, and a status that says no', () => {
  const place = { file: 'a.md', line: 9, column: 4 }
  const wanted = 'A page that says "Hello"'
  expect(page('Bye', 'Hello', 200)).toMatchObject({ code: 'HTTP_MISMATCH', place, wanted })
  expect(page('Hello', 'Hello', 500)).toMatchObject({ wanted: 'A status below 400' })
})

function page(body: string, contains: string | undefined, status: number) {
  const at = { line: 9, column: 4, offset: 100 }
  const step = { do: 'request', url: 'http://localhost:5000', at, why: '' } as const
  const asked = contains === undefined ? step : { ...step, contains }
  return judgePage(TUTORIAL, asked, { status, headers: {}, body })
}
