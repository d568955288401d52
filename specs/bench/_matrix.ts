import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import type { Engine } from '../../harness/engine/find.ts'
import { EMBEDDED_NIX } from '../../harness/image/debian/packages.ts'
import { ensureImage } from '../../harness/image/ensure.ts'
import { makeGreetings } from '../_greetings.ts'
import { median, pairs, time } from './_measure.ts'
import { SAMPLE } from './_proof.ts'
import { ms, type Report } from './_report.ts'

const ROUNDS = 3
const BY_HAND = fileURLToPath(new URL('./tutorial-by-hand.sh', import.meta.url))
/** With and without Nix's sandbox, local and fetched. */
const CELLS_OF_A_NIX = 4

/**
 * The sample tutorial in twelve cells against the script that types the same into one container, once
 * for each cell, one after the other. The script knows neither sandbox nor fetched variant, so that it
 * has less to do. Images are there before: making them is no part of a proof.
 */
export async function benchMatrix(report: Report, engine: Engine, cli: string): Promise<void> {
  await execa('npm', ['run', '--silent', 'build'])
  const directory = await mkdtemp(join(tmpdir(), 'nixproof-bench-'))
  await using greetings = await makeGreetings()
  const config = join(directory, 'nixproof.config.json')
  const origin = `github:example-org/greetings=${greetings.path}@${greetings.published}`
  await writeFile(config, JSON.stringify(configOf(origin)))
  const images: string[] = []
  for (const nix of EMBEDDED_NIX) {
    // The package's images are its own: what makes images is hashed as well, and is JavaScript there.
    await execa('node', [cli, 'image', '--image', 'embedded', '--nix', nix])
    const request = { choice: 'embedded', nix, refresh: false } as const
    images.push((await ensureImage(engine, request, () => {})).reference)
  }
  const options = { env: { NIXPROOF_RUN: undefined } }
  const load = loadavg()[0]!.toFixed(1)
  const times = await pairs(
    ROUNDS,
    () => time(() => execa('node', [cli, 'matrix', '--config', config], options)),
    () => time(() => byHand(images)),
  )
  await rm(directory, { recursive: true })
  // Of pairs: what else the machine does changes more between rounds than within one.
  const ratios = times.ours.map((ours, round) => ours / times.theirs[round]!)
  const cells = EMBEDDED_NIX.length * CELLS_OF_A_NIX
  const detail = `nixproof matrix ${times.ours.map(ms).join(', ')}; ${cells} times by hand ${times.theirs.map(ms).join(', ')}; ${cpus().length} processors, load ${load} before`
  report.add(`sample tutorial in ${cells} cells`, median(ratios).toFixed(2), detail, {
    ...times,
    ratios,
  })
}

function configOf(origin: string): object {
  const path = resolve(process.cwd(), SAMPLE, 'README.md')
  return {
    tutorials: [{ path, origin }],
    axes: { sandbox: [false, true], variant: ['local', 'fetched'] },
  }
}

async function byHand(images: readonly string[]): Promise<void> {
  for (const image of images) {
    for (let cell = 0; cell < CELLS_OF_A_NIX; cell++) await execa(BY_HAND, [image, SAMPLE])
  }
}
