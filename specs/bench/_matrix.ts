import { mkdtempDisposable, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import type { Engine } from '../../harness/engine/find.ts'
import { EMBEDDED_NIX } from '../../harness/image/debian/packages.ts'
import { ensureImage } from '../../harness/image/ensure.ts'
import { makeGreetings } from '../_greetings.ts'
import { medianRatio, pairs, time } from './_measure.ts'
import { SAMPLE } from './_proof.ts'
import { ms, type Report } from './_report.ts'

const ROUNDS = 3
const BY_HAND = fileURLToPath(new URL('./tutorial-by-hand.sh', import.meta.url))

/** What the script is called with for a cell. */
interface ByHand {
  readonly image: string
  readonly sandbox: boolean
  /** The clone that is fetched from, in the variant that fetches. */
  readonly clone: string | undefined
}

/**
 * The sample tutorial in twelve cells (three Nix, with and without Nix's sandbox, local and fetched)
 * against the script that types it into one container of the same image, sandbox and variant, once for
 * each cell, one after the other. Images are there before: making them is no part of a proof.
 */
export async function benchMatrix(
  report: Report,
  engine: Engine,
  { cli, rounds = ROUNDS }: { cli: string; rounds?: number | undefined },
): Promise<void> {
  await using directory = await mkdtempDisposable(join(tmpdir(), 'nixproof-bench-'))
  await using greetings = await makeGreetings()
  const config = join(directory.path, 'nixproof.config.json')
  const origin = `github:example-org/greetings=${greetings.path}@${greetings.published}`
  await writeFile(config, JSON.stringify(configOf(origin)))
  const cells: ByHand[] = []
  for (const nix of EMBEDDED_NIX) {
    // The package's images are its own: what makes images is hashed as well, and is JavaScript there.
    await execa('node', [cli, 'image', '--image', 'embedded', '--nix', nix])
    const request = { choice: 'embedded', nix, refresh: false } as const
    const { reference: image } = await ensureImage(engine, request, () => {})
    for (const sandbox of [false, true])
      for (const clone of [undefined, greetings.path]) cells.push({ image, sandbox, clone })
  }
  const env = { NIXPROOF_RUN: undefined }
  const matrix = async (): Promise<void> => {
    const args = ['matrix', '--config', config]
    const { stdout } = await execa('node', [cli, ...args], { env })
    if (!stdout.includes('Proved')) throw new Error(`It was not proved: ${stdout}`)
  }
  const each: number[][] = []
  const times = await pairs(
    rounds,
    () => time(matrix),
    async () => {
      const took: number[] = []
      for (const cell of cells) took.push(await time(() => byHand(cell)))
      each.push(took)
      return took.reduce((sum, one) => sum + one, 0)
    },
  )
  report.judge(
    `sample tutorial in ${cells.length} cells / as often by hand`,
    { row: 'd', value: medianRatio(times.ours, times.theirs), atMost: 0.5 },
    {
      detail: `nixproof matrix ${times.ours.map(ms).join(', ')}; the same cells by a script, one after the other ${times.theirs.map(ms).join(', ')}`,
      samples: { ...times, byHandOfEachCell: each },
    },
  )
}

function configOf(origin: string): object {
  const path = resolve(process.cwd(), SAMPLE, 'README.md')
  return {
    tutorials: [{ path, origin }],
    axes: { sandbox: [false, true], variant: ['local', 'fetched'] },
  }
}

async function byHand({ image, sandbox, clone }: ByHand): Promise<void> {
  const args = sandbox ? [image, SAMPLE, 'sandbox'] : [image, SAMPLE]
  await execa(BY_HAND, args, { env: { CLONE: clone } })
}
