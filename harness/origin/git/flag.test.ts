import { expect, test } from 'vitest'
import { NixproofError } from '../../errors.ts'
import { parseOriginFlag } from './flag.ts'

test.for([
  ['github:o/r=../clone', { host: 'github', owner: 'o', repo: 'r', path: '../clone' }],
  ['github:o/r.git=/c', { host: 'github', owner: 'o', repo: 'r', path: '/c' }],
  ['github:o/r=/c@v1.0', { host: 'github', owner: 'o', repo: 'r', path: '/c', rev: 'v1.0' }],
  [
    'codeberg:o/r=/c=d@feature/x',
    { host: 'codeberg', owner: 'o', repo: 'r', path: '/c=d', rev: 'feature/x' },
  ],
  ['gitlab:g/sub/r=c', { host: 'gitlab', owner: 'g/sub', repo: 'r', path: 'c' }],
  [
    'github:o/r=/a@b/c@HEAD',
    { host: 'github', owner: 'o', repo: 'r', path: '/a@b/c', rev: 'HEAD' },
  ],
] as const)('parseOriginFlag() reads "%s"', ([text, options]) => {
  expect(parseOriginFlag(text)).toEqual(options)
})

test.for([
  '',
  'github:o/r',
  'github:o=/c',
  'github:o/r=',
  'github:o/r=/c@',
  'github:o/g/r=/c',
  'bitbucket:o/r=/c',
  'github:o/r?=/c',
  'o/r=/c',
])('parseOriginFlag() refuses "%s", and says what is allowed', (text) => {
  const refused = (): unknown => parseOriginFlag(text)
  expect(refused).toThrow(NixproofError)
  expect(refused).toThrow(/USAGE.*github:OWNER\/REPO=PATH\[@REV\].*gitlab:.*codeberg:/s)
})
