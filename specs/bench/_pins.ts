/** A history of 5,000 commits with a tree of 2 MB, and a pin whose hash none of them has. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { GitFixture } from '../_git.ts'
import { time } from './_measure.ts'
import { ms, type Report } from './_report.ts'

const COMMITS = 5000
const FILES = 256
const FILE_BYTES = 8192

/** The whole command, in milliseconds: with no hash known, and with all of them. */
async function pinsTimes(cli: string): Promise<{ cold: number; warm: number }> {
  const dir = await mkdtemp(join(tmpdir(), 'nixproof-bench-pins-'))
  try {
    const { path } = await GitFixture.import(join(dir, 'history'), history())
    const hash = `sha256-${'A'.repeat(42)}E=`
    const call = `fetchFromGitHub { owner = "o"; repo = "r"; rev = "main"; hash = "${hash}"; }`
    const file = join(dir, 'default.nix')
    await writeFile(file, call)
    const judge = async (): Promise<void> => {
      const { stdout } = await execa(
        'node',
        [cli, 'pins', file, '--origin', `github:o/r=${path}`],
        {
          env: { XDG_CACHE_HOME: join(dir, 'cache') },
          reject: false,
        },
      )
      if (!stdout.includes(`none of all ${COMMITS} commits`)) throw new Error(stdout)
    }
    return { cold: await time(judge), warm: await time(judge) }
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}

/** All files, and then two others changed in each commit. */
function* history(): Generator<Record<string, string>> {
  let seed = 1
  const random = (): number => (seed = (seed * 48_271) % 0x7fffffff)
  const text = (commit: number): string => {
    const line = (): string => `${commit} ${random()} plain words, as a source has them\n`
    return Array.from({ length: FILE_BYTES / 40 }, line)
      .join('')
      .slice(0, FILE_BYTES)
  }
  const path = (file: number): string => `folder-${file % 16}/part-${file % 3}/file-${file}.txt`
  for (let commit = 0; commit < COMMITS; commit++) {
    const files =
      commit === 0
        ? Array.from({ length: FILES }, (_, file) => file)
        : [random() % FILES, random() % FILES]
    yield Object.fromEntries(files.map((file) => [path(file), text(commit)]))
  }
}

export async function benchPins(report: Report, cli: string): Promise<void> {
  const { cold, warm } = await pinsTimes(cli)
  const detail = '`nixproof pins`, 5,000 commits of a 2 MB tree, a hash that none of them has'
  report.add('pin archaeology, first', `${(cold / 1000).toFixed(1)} s`, detail, cold)
  report.add('pin archaeology, again', ms(warm), 'all hashes known', warm)
}
