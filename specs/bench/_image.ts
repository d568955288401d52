import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { setUp } from '../../harness/cli/_setup.ts'
import { time } from './_measure.ts'
import { ms, type Report } from './_report.ts'

/**
 * Milliseconds of `nixproof image`. Fresh means: no package downloaded, none chosen, no image on
 * the engine under its tag.
 */
async function imageTimes(cli: string): Promise<{ fresh: number; unchanged: number }> {
  const cache = await mkdtemp(join(tmpdir(), 'nixproof-bench-'))
  const make = (env: Record<string, string>): Promise<number> =>
    time(() => execa('node', [cli, 'image', '--image', 'embedded'], { env }))
  try {
    const { engine } = await setUp({ choice: 'embedded', nix: '2.26', refresh: false })
    const images = await engine.docker.listImages({ filters: { reference: ['nixproof/*'] } })
    for (const tag of images.flatMap(({ RepoTags }) => RepoTags ?? [])) {
      await engine.docker.getImage(tag).remove({ force: true })
    }
    const fresh = await make({ XDG_CACHE_HOME: cache })
    const unchanged = await make({ XDG_CACHE_HOME: cache })
    return { fresh, unchanged }
  } finally {
    await rm(cache, { recursive: true, force: true })
  }
}

export async function benchImage(report: Report, cli: string): Promise<void> {
  const { fresh, unchanged } = await imageTimes(cli)
  const figure = `${(fresh / 1000).toFixed(0)} s`
  report.add('image, fresh', figure, 'choose, download, build, lay out', fresh)
  report.add('image, unchanged', ms(unchanged), 'the whole command', unchanged)
}
