import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { NixContainer, type StartedNixContainer } from '../harness/container/nix-container.ts'
import { formatPlace } from '../harness/errors.ts'
import { EMBEDDED_NIX, type EmbeddedNix } from '../harness/image/debian/packages.ts'
import { NAMES, OWN, SHELLS } from './faults/_names.ts'
import { embedded, failure, fixture } from './_support.ts'

describe.for(EMBEDDED_NIX)('a name that is missing, Nix %s:', (nix: EmbeddedNix) => {
  let container: StartedNixContainer

  beforeAll(async () => {
    const { reference } = await embedded(nix)
    const image = new NixContainer(reference)
    container = await image.withWorkspace(fixture('broken/not-embedded')).start()
  })

  afterAll(() => container?.[Symbol.asyncDispose]())

  test.for(NAMES)(
    'nixBuild() is NOT_EMBEDDED with its use and its like: $attribute',
    async ({ attribute, at, name, like }, { signal }) => {
      const error = await failure(container.nixBuild({ file: 'names.nix', attribute, signal }))
      expect([error.code, error.blame]).toEqual(['NOT_EMBEDDED', 'environment'])
      expect(error.summary).toBe(`"${name}" is not in the embedded nixpkgs`)
      const place = typeof at === 'string' ? at : at[nix]
      expect(error.details.place && formatPlace(error.details.place)).toBe(`names.nix:${place}`)
      expect(error.details.found).toContain(like)
      expect(error.details.next).toContain('--image official')
      expect(error.message).not.toContain('attribute missing')
    },
  )

  test.for(OWN)(
    'nixBuild() is $code where the set is the own one: $attribute',
    async ({ attribute, at, code, next }, { signal }) => {
      const error = await failure(container.nixBuild({ file: 'own.nix', attribute, signal }))
      expect([error.code, error.blame]).toEqual([code, 'tutorial'])
      expect(error.details.place && formatPlace(error.details.place)).toBe(`own.nix:${at}`)
      expect(error.details.next).toContain(next)
    },
  )

  test('nixBuild() is NIX_VARIABLE_UNDEFINED with what the file defines', async ({ signal }) => {
    const error = await failure(container.nixBuild({ file: 'binding.nix', signal }))
    expect([error.code, error.blame]).toEqual(['NIX_VARIABLE_UNDEFINED', 'tutorial'])
    expect(error.details.place).toEqual({ file: 'binding.nix', line: 9, column: 27 })
    expect(error.details.next).toBe('Did you mean "greeting"?')
  })

  test.for(SHELLS)('nixShell() is NOT_EMBEDDED: $args', async ({ args, found }, { signal }) => {
    const error = await failure(container.nixShell('true', { args, signal }))
    expect([error.code, error.blame]).toEqual(['NOT_EMBEDDED', 'environment'])
    expect(error.details.found).toContain(found)
  })

  test('nixBuild() of another nixpkgs blames the tutorial', async ({ signal }) => {
    const args = ['-E', 'let pkgs = { curl = 1; }; in pkgs.ffmpeg_7']
    const error = await failure(container.nixBuild({ args, signal }))
    expect([error.code, error.blame]).toEqual(['NIX_ATTRIBUTE_MISSING', 'tutorial'])
  })
})
