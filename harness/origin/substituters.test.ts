import { expect, test } from 'vitest'
import { basesOf, isBelow } from './substituters.ts'

test.each([
  ['http://cache:8080', ['http://cache:8080/']],
  ['https://cache.example/team?priority=10', ['https://cache.example/team?priority=10']],
  [
    's3://bucket?region=eu-west-1',
    ['https://bucket.s3.eu-west-1.amazonaws.com/', 'https://s3.eu-west-1.amazonaws.com/bucket/'],
  ],
  [
    's3://bucket?endpoint=minio:9000&scheme=http',
    ['http://bucket.minio:9000/', 'http://minio:9000/bucket/'],
  ],
  ['s3://bucket?endpoint=127.0.0.1:9000&scheme=http', ['http://127.0.0.1:9000/bucket/']],
  ['file:///cache', []],
  ['daemon', []],
])('basesOf() %s', (url, bases) => {
  expect(basesOf(url).map(({ href }) => href)).toEqual(bases)
})

test.each([
  ['http://cache/team/x.narinfo', true],
  ['http://cache/teams/x.narinfo', false],
  ['https://cache/team/x.narinfo', false],
  ['http://cache:81/team/x.narinfo', false],
  ['http://other/team/x.narinfo', false],
])('isBelow() http://cache/team: %s is %s', (url, below) => {
  expect(isBelow(new URL(url), new URL('http://cache/team'))).toBe(below)
})
