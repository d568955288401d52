import { expect, test } from 'vitest'
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

const HASH = '0'.repeat(32)

test('sortNixFailure() tells derivation, exit code and log of the builder that failed first', () => {
  for (const version of VERSIONS) {
    expect(sort('builder', version).builder).toEqual({
      derivation: 'app',
      reason: 'failed with exit code 1',
      exitCode: 1,
      log: ['installing', "cp: cannot stat 'no-such-file': No such file or directory"],
    })
    expect(sort('builder-dependency', version).builder).toMatchObject({
      derivation: 'app-package',
      exitCode: 7,
      log: ['building the package'],
    })
    expect(sort('killed', version).builder?.reason).toBe('failed due to signal 9 (Killed)')
  }
})

const parallel = (between: string): string => `building '/nix/store/${HASH}-one.drv'...
Running phase: buildPhase
${between}one gives up
error: builder for '/nix/store/${HASH}-one.drv' failed with exit code 1
`
test('sortNixFailure() tells the phase that failed, and none where builds wrote at the same time', () => {
  const sorted = (between: string): NixFailure =>
    sortNixFailure({ exitCode: 100, stderr: parallel(between), timedOut: false }, HERE)
  expect(sorted('').builder?.phase).toBe('buildPhase')
  const other = `building '/nix/store/${HASH}-two.drv'...\nRunning phase: installPhase\n`
  expect(sorted(other).builder).not.toHaveProperty('phase')
})

test.each([
  // nixpkgs 24.11, pkgs/build-support/buildenv/builder.pl
  "pkgs.buildEnv error: two given paths contain a conflicting subpath:\n  `/nix/store/a/bin/x' and\n  `/nix/store/b/bin/x'\nhint: …",
  "collision between `/nix/store/a/bin/x' and `/nix/store/b/bin/x'",
  "error: files '/nix/store/a/bin/x' and '/nix/store/b/bin/x' have the same priority 5; use …",
])('sortNixFailure() reads the two files of a collision: %s', (line) => {
  const stderr = `building '/nix/store/${HASH}-env.drv'...\n${line}\nerror: builder for '/nix/store/${HASH}-env.drv' failed with exit code 25\n`
  const failure = sortNixFailure({ exitCode: 100, stderr, timedOut: false }, HERE)
  expect(failure).toMatchObject({
    code: 'COLLISION',
    collision: ['/nix/store/a/bin/x', '/nix/store/b/bin/x'],
  })
})

test('sortNixFailure() believes the kernel, not the words of a builder, about memory', () => {
  const stderr = parallel('out of memory\n')
  const failed = { exitCode: 100, stderr, timedOut: false }
  expect(sortNixFailure(failed, HERE).code).toBe('BUILDER_FAILED')
  expect(sortNixFailure(failed, HERE, { outOfMemory: true }).code).toBe('OUT_OF_MEMORY')
})

test('sortNixFailure() tells a full disk also from the words of a builder, when Nix died without any', () => {
  const stderr = `building '/nix/store/9ipjyqg9dpjjbxg95yfj2l5imgda4wg1-large.drv'...
head: error writing 'standard output': Disk quota exceeded
`
  const failure = sortNixFailure({ exitCode: 1, stderr, timedOut: false }, HERE)
  expect([failure.code, failure.message]).toEqual([
    'OUT_OF_DISK',
    "head: error writing 'standard output': Disk quota exceeded",
  ])
})
