import { expect, test } from 'vitest'
import { NixContainer } from '../harness/container/nix-container.ts'
import { EMBEDDED_NIX } from '../harness/image/debian/packages.ts'
import { embedded, failure, fixture } from './_support.ts'

test.for(EMBEDDED_NIX)(
  'an attribute that only nixpkgs has is NOT_EMBEDDED, with the names that are near; Nix %s',
  { timeout: 300_000 },
  async (nix) => {
    const image = await embedded(nix)
    await using container = await new NixContainer(image.reference)
      .withWorkspace(fixture('broken/not-embedded'))
      .start()
    const error = await failure(container.nixBuild())
    expect([error.code, error.blame]).toEqual(['NOT_EMBEDDED', 'environment'])
    expect(error.summary).toBe('"gcc13" is not in the embedded nixpkgs')
    expect(error.details.found).toBe('Names like it: "gcc", "gcc12"')
    expect(error.details.next).toContain('--image official')

    const shell = await failure(container.nixShell('true', { args: ['-p', 'curlFull'] }))
    expect([shell.code, shell.details.found]).toEqual(['NOT_EMBEDDED', 'Names like it: "curl"'])

    // What nixpkgs has not either is a mistake of the tutorial.
    const misspelt = ['-E', '(import <nixpkgs> { }).gccc']
    const mistake = await failure(container.nixBuild({ args: misspelt }))
    expect([mistake.code, mistake.blame]).toEqual(['NIX_ATTRIBUTE_MISSING', 'tutorial'])
  },
)
