import process from 'node:process'
import { fileURLToPath } from 'node:url'
import Docker from 'dockerode'
import { execa } from 'execa'
import { describe, expect, test } from 'vitest'
import { EXIT_CODES } from '../harness/errors.ts'
import { packagesSchema } from '../harness/image/debian/packages.ts'
import { pinnedOfficial } from '../harness/image/layer.ts'

const CLI = fileURLToPath(new URL('../harness/cli.ts', import.meta.url))

const image = (...args: string[]) =>
  execa(process.execPath, [CLI, 'image', ...args], { reject: false, timeout: 300_000 })

describe('nixproof image', { timeout: 300_000 }, () => {
  test('prints a reference that is on the engine, and nothing else on standard output', async () => {
    const { exitCode, stdout } = await image('--image', 'embedded')
    expect(exitCode).toBe(0)
    const { RepoTags } = await new Docker().getImage(stdout).inspect()
    expect(RepoTags).toEqual([stdout])
  })

  test('--manifest lists each Debian package of the image, and ends', async () => {
    const { exitCode, stdout, durationMs } = await image('--image', 'embedded', '--manifest')
    expect(exitCode).toBe(0)
    const manifest = packagesSchema.parse(JSON.parse(stdout))
    expect(manifest.nixVersion).toMatch(/^2\.26\./)
    expect(manifest.packages['bookworm/python3-flask']).toMatchObject({
      name: 'python3-flask',
      suite: 'bookworm',
    })
    const used = Object.values(manifest.units).flatMap(({ packages }) => packages)
    expect(used.filter((name) => !(name in manifest.packages))).toEqual([])
    // A connection that is left open would keep the process for minutes.
    expect(durationMs).toBeLessThan(60_000)
  })

  test('--image official says why it cannot be had, or has it', async () => {
    const reference = await pinnedOfficial()
    const { exitCode, stdout, stderr } = await image('--image', 'official')
    const present = await new Docker()
      .getImage(reference)
      .inspect()
      .then(Boolean, () => false)
    expect(exitCode).toBe(present ? 0 : EXIT_CODES.environment)
    expect(present ? stdout : stderr).toMatch(
      present ? /^nixproof\/official-nix:/ : /IMAGE_UNAVAILABLE[^]*--image embedded/,
    )
  })
})
