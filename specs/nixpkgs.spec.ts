import { expect, test } from 'vitest'
import { NixContainer } from '../harness/container/nix-container.ts'
import { DEFAULT_NIX } from '../harness/image/debian/packages.ts'
import { EMBEDDED_NIXPKGS } from '../harness/image/releases.ts'
import { embedded } from './_support.ts'

// Each check is a derivation that fails to build when its claim does not hold; see checks/.
test.for(EMBEDDED_NIXPKGS)(
  'the embedded <nixpkgs> holds all of its own checks by the rules of %s',
  { timeout: 300_000 },
  async (nixpkgs, context) => {
    const image = await embedded(DEFAULT_NIX, nixpkgs)

    await using container = await new NixContainer(image.reference).start()
    const args = ['--no-out-link']
    const { signal } = context
    const { outPaths } = await container.nixBuild({ file: '<nixpkgs/checks>', args, signal })
    expect(outPaths.length).toBeGreaterThan(25)
  },
)
