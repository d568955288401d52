import { expect, inject, test } from 'vitest'
import { NixContainer, type StartedNixContainer } from '../harness/container/nix-container.ts'
import { ensureEngine } from '../harness/engine/ensure.ts'
import { openCassette } from '../harness/origin/cassette/open.ts'
import { openEgress } from '../harness/origin/egress.ts'
import { openGitOrigin } from '../harness/origin/git/open.ts'
import type { Origin } from '../harness/origin/origin.ts'
import { makeDirectory, makeRepository, writeFiles, type Files } from './_repository.ts'
import { tell } from './_support.ts'

const FILES: Files = {
  'default.nix': '{ }: 42\n',
  'bin/run': { run: '#!/bin/sh\n' },
  link: { link: 'default.nix' },
}

/** An expression for each way to fetch; `HASH` is the hash of the whole tree. */
const TREES = {
  'fetchFromGitHub, a branch': `with import <nixpkgs> { }; fetchFromGitHub { owner = "o"; repo = "r"; rev = "main"; sha256 = "HASH"; name = "a"; }`,
  'fetchFromGitHub, a tag': `with import <nixpkgs> { }; fetchFromGitHub { owner = "o"; repo = "r"; tag = "v1.0"; hash = "HASH"; name = "b"; }`,
  fetchFromGitLab: `with import <nixpkgs> { }; fetchFromGitLab { owner = "g"; repo = "r"; rev = "main"; sha256 = "HASH"; name = "c"; }`,
  'fetchFromGitLab, a subgroup': `with import <nixpkgs> { }; fetchFromGitLab { group = "g"; owner = "sub"; repo = "r"; rev = "v1.0"; sha256 = "HASH"; name = "d"; }`,
  'fetchzip, Codeberg': `with import <nixpkgs> { }; fetchzip { url = "https://codeberg.org/o/r/archive/v1.0.tar.gz"; hash = "HASH"; name = "e"; }`,
}

const VALUES = {
  'import (builtins.fetchurl "https://raw.githubusercontent.com/o/r/refs/heads/main/default.nix") { }':
    '42',
  '(builtins.fetchTree { type = "github"; owner = "o"; repo = "r"; }).narHash': '"HASH"',
  '(builtins.fetchTree { type = "gitlab"; owner = "g"; repo = "r"; ref = "v1.0"; }).narHash':
    '"HASH"',
  '(builtins.fetchGit { url = "https://github.com/o/r.git"; ref = "feature/x"; }).narHash':
    '"HASH"',
  '(builtins.fetchGit { url = "https://codeberg.org/o/r"; }).rev': '"REV"',
  'builtins.pathExists (builtins.fetchTarball { url = "https://github.com/o/r/archive/refs/heads/feature/x.tar.gz"; sha256 = "HASH"; })':
    'true',
}

async function evaluate(container: StartedNixContainer, expression: string): Promise<string> {
  const features = ['--extra-experimental-features', 'nix-command flakes']
  const argv = ['nix', ...features, 'eval', '--impure', '--expr', expression]
  const { stdout, stderr } = await container.run(argv)
  return stdout.trim() || stderr
}

/** Everything above in one container that reaches nothing but these origins. */
async function fetchAll(
  origins: readonly Origin[],
  expected: string,
  { commit, signal }: { commit: string; signal: AbortSignal },
): Promise<void> {
  await using egress = await openEgress(await ensureEngine(tell), origins)
  const image = new NixContainer(inject('image')).withWorkspace(expected).withEgress(egress)
  await using container = await image.start()
  const hashing = ['nix-hash', '--type', 'sha256', '--sri', '/workspace']
  const hash = (await container.run(hashing)).stdout.trim()
  expect(hash).toMatch(/^sha256-/)
  for (const [what, expression] of Object.entries(TREES)) {
    const args = ['--no-out-link', '--expr', expression.replace('HASH', hash)]
    const { outPaths } = await container.nixBuild({ args, signal })
    expect([what, outPaths.length]).toEqual([what, 1])
  }
  for (const [expression, value] of Object.entries(VALUES)) {
    const given = await evaluate(container, expression.replace('HASH', hash))
    expect([expression, given]).toEqual([
      expression,
      value.replace('HASH', hash).replace('REV', commit),
    ])
  }
  expect(egress.findings).toEqual([])
}

test(
  'openGitOrigin() gives each of Nix’s fetchers what they ask for, and openCassette() again without it',
  { timeout: 300_000 },
  async ({ signal }) => {
    await using directory = await makeDirectory()
    await using expected = await makeDirectory()
    await writeFiles(expected.path, FILES)
    const cassettePath = `${directory.path}/guide.cassette`
    let commit: string
    {
      await using repository = await makeRepository()
      commit = await repository.commit(FILES)
      await repository.git('tag', 'v1.0')
      await repository.git('branch', 'feature/x')
      const { path } = repository
      await using github = await openGitOrigin({ host: 'github', owner: 'o', repo: 'r', path })
      await using gitlab = await openGitOrigin({ host: 'gitlab', owner: 'g', repo: 'r', path })
      await using group = await openGitOrigin({ host: 'gitlab', owner: 'g/sub', repo: 'r', path })
      await using codeberg = await openGitOrigin({ host: 'codeberg', owner: 'o', repo: 'r', path })
      const through: Origin = {
        name: 'all of them',
        async answer(request) {
          for (const one of [github, gitlab, group, codeberg]) {
            const answer = await one.answer(request)
            if (answer) return answer
          }
        },
      }
      const mode = 'record-all'
      await using cassette = await openCassette({ directory: cassettePath, mode, through })
      await fetchAll([cassette], expected.path, { commit, signal })
      const misses = [github, gitlab, group, codeberg].flatMap((one) => one.misses)
      expect(misses).toEqual([])
    }
    await using cassette = await openCassette({ directory: cassettePath })
    await fetchAll([cassette], expected.path, { commit, signal })
  },
)
