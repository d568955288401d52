import { expect, inject, test } from 'vitest'
import { NixContainer } from '../harness/container/nix-container.ts'

// Each check is a derivation that fails to build when its claim does not hold; see checks/.
test(
  'the embedded <nixpkgs> holds all of its own checks',
  { timeout: 300_000 },
  async ({ signal }) => {
    await using container = await new NixContainer(inject('image')).start()
    const target = { file: '<nixpkgs/checks>', args: ['--no-out-link'], signal }
    const { outPaths } = await container.nixBuild(target)
    expect(outPaths.length).toBeGreaterThan(25)
  },
)
