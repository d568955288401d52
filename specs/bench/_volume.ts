import { mkdir, mkdtempDisposable, open, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { tell } from '../_support.ts'
import { median, pairs, time } from './_measure.ts'
import type { Report } from './_report.ts'

const ROUNDS = 3
const MB = 1e6
const PROGRAM = fileURLToPath(new URL('_stream.ts', import.meta.url))

interface Streamed {
  readonly ms: number
  /** Kilobytes. */
  readonly peak: number
}

/** Much at once, against plain peers; and whether memory grows with it. */
export async function benchVolume(report: Report, image: string): Promise<void> {
  await using scratch = await mkdtempDisposable(join(tmpdir(), 'nixproof-bench-'))
  const ours = async (...args: string[]): Promise<Streamed> => {
    const { stdout } = await execa(process.execPath, [PROGRAM, image, ...args])
    return JSON.parse(stdout) as Streamed
  }
  const shell = (script: string, ...args: string[]): Promise<number> =>
    time(() => execa('bash', ['-c', script, image, ...args]))
  const compare = async (
    name: string,
    few: string[],
    many: string[],
    peer: (id: string) => Promise<number>,
  ): Promise<void> => {
    const small = await ours(...few)
    const peaks: number[] = []
    const samples = await pairs(
      ROUNDS,
      async () => {
        const { ms, peak } = await ours(...many)
        peaks.push(peak)
        return ms
      },
      async () => {
        await using other = await createContainer(image)
        return await peer(other.id)
      },
    )
    const [own, theirs] = [median(samples.ours), median(samples.theirs)]
    const memory = `peak memory ${megabytes(median(peaks))}, of a small one ${megabytes(small.peak)}`
    const detail = `${seconds(own)}, by hand ${seconds(theirs)}; ${memory}`
    tell(`${name}: ${detail}`)
    report.add(`${name} / by hand`, (own / theirs).toFixed(2), detail, { samples, peaks, small })
  }
  const copyIn = (path: string) => (id: string) =>
    shell('tar -C "$1" -c . | docker cp - "$2:/workspace"', path, id)

  const few = await makeFiles(join(scratch.path, 'few'), 500)
  const many = await makeFiles(join(scratch.path, 'many'), 50_000)
  await compare('50,000 files in', ['in', few], ['in', many], copyIn(many))
  await rm(many, { recursive: true })

  const small = await makeLarge(join(scratch.path, 'small'), 10)
  const large = await makeLarge(join(scratch.path, 'large'), 1000)
  await compare('1 GB in', ['in', small], ['in', large], copyIn(large))
  await rm(large, { recursive: true })

  const out = join(scratch.path, 'out')
  await compare('1 GB out', ['out', String(10 * MB), out], ['out', String(1000 * MB), out], (id) =>
    fillAnd(id, () => shell('docker cp "$1:/large" - | tar -C "$2" -x', id, scratch.path)),
  )
  await compare('1 GB printed', ['print', String(10 * MB)], ['print', String(1000 * MB)], (id) =>
    shell(
      `docker exec "$1" bash -c 'head -c ${1000 * MB} /dev/zero | tr "\\0" x | fold -w 99' >/dev/null`,
      id,
    ),
  )
}

async function createContainer(image: string): Promise<AsyncDisposable & { readonly id: string }> {
  const args = ['run', '--detach', '--network=none', '--entrypoint=sleep', image, 'infinity']
  const { stdout: id } = await execa('docker', args)
  await execa('docker', ['exec', id, 'mkdir', '/workspace'])
  return { id, [Symbol.asyncDispose]: async () => void (await execa('docker', ['rm', '-f', id])) }
}

async function fillAnd(id: string, action: () => Promise<number>): Promise<number> {
  const fill = `head -c ${1000 * MB} /dev/zero >/large`
  await execa('docker', ['exec', id, 'bash', '-c', fill])
  return action()
}

async function makeFiles(directory: string, count: number): Promise<string> {
  for (let index = 0; index < count; index += 1) {
    const folder = join(directory, `d${Math.floor(index / 100)}`)
    if (index % 100 === 0) await mkdir(folder, { recursive: true })
    await writeFile(join(folder, `file-${index}.txt`), `${index}\n`)
  }
  return directory
}

async function makeLarge(directory: string, megas: number): Promise<string> {
  await mkdir(directory)
  await using file = await open(join(directory, 'large'), 'w')
  const piece = Buffer.alloc(MB, 'nix')
  for (let written = 0; written < megas; written += 1) await file.write(piece)
  return directory
}

const megabytes = (kilobytes: number): string => `${Math.round(kilobytes / 1024)} MiB`
const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`
