import { randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { expect, inject, onTestFinished } from 'vitest'
import { useEngine } from '../harness/container/engine.ts'
import type { StartedNixContainer } from '../harness/container/nix-container.ts'
import type { WarmInfo } from '../harness/container/warm/inspect.ts'
import { KeeperContainer } from '../harness/container/warm/keeper.ts'
import { WARM_KEY_LABEL, WARM_LABEL, WARM_LAYOUT } from '../harness/container/warm/volume.ts'
import type { NixproofConfig } from '../harness/matrix/config.ts'
import { nixproof } from './_cli.ts'
import { ownCache } from './_own-cache.ts'

/** What one run of `nixproof verify --cache` came to. */
export interface WarmRun {
  readonly all: string
  /** What it says of the warm store. */
  readonly summary: string
}

/** The same of `nixproof matrix`. */
interface MatrixRun extends WarmRun {
  readonly exitCode: number | undefined
}

interface MadeVolume {
  readonly layout?: string
  readonly key?: string
  /** What has room in it, as mount(8) takes it for a tmpfs. */
  readonly size?: string
}

function summaryOf(all: string): string {
  return /^Warm store: (.*)$/m.exec(all)?.[1] ?? ''
}

/** A machine of its own, as far as nixproof can tell: with a warm store that is not there yet. */
export class WarmMachine {
  readonly dir: string
  readonly environment: NodeJS.ProcessEnv

  private constructor(dir: string, XDG_CACHE_HOME: string) {
    this.dir = dir
    this.environment = { XDG_STATE_HOME: join(dir, 'state'), XDG_CACHE_HOME }
  }

  static async open(): Promise<WarmMachine> {
    const dir = await mkdtemp(join(tmpdir(), 'np-warm-'))
    const machine = new WarmMachine(dir, await ownCache(join(dir, 'cache')))
    onTestFinished(async () => {
      const { exitCode, all } = await nixproof(['cache', 'clear'], machine.environment)
      await rm(machine.dir, { recursive: true, force: true })
      expect(exitCode, all).toBe(0)
    })
    return machine
  }

  nixproof(...args: string[]): ReturnType<typeof nixproof> {
    return nixproof(args, this.environment)
  }

  /** Writes a tutorial that builds an expression, and says what comes of it. */
  async write(name: string, nix: string, ...blocks: readonly string[]): Promise<string> {
    const files = { 'default.nix': nix, 'README.md': ['# It', ...blocks, ''].join('\n\n') }
    for (const [file, text] of Object.entries(files)) {
      const path = join(this.dir, name, file)
      await mkdir(dirname(path), { recursive: true })
      await writeFile(path, text)
    }
    return join(this.dir, name, 'README.md')
  }

  /** Proves tutorials that hold. */
  async prove(files: string | readonly string[], ...args: string[]): Promise<WarmRun> {
    const all = await this.verify(files, ...args)
    expect(all).toMatch(/^Proved: /m)
    return { all, summary: summaryOf(all) }
  }

  async verify(files: string | readonly string[], ...args: string[]): Promise<string> {
    const words = [...[files].flat(), '--cache', ...args, '--image', 'embedded']
    return (await this.nixproof('verify', ...words)).all
  }

  /** Runs `nixproof matrix --cache` over these tutorials. */
  async matrix(
    files: readonly string[],
    { args = [], ...config }: { readonly args?: readonly string[] } & NixproofConfig,
  ): Promise<MatrixRun> {
    const path = join(this.dir, `${randomUUID()}.json`)
    const tutorials = files.map((file) => relative(this.dir, file))
    await writeFile(path, JSON.stringify({ tutorials, ...config }))
    const words = ['matrix', '--config', path, '--cache', ...args]
    const { all, exitCode } = await this.nixproof(...words)
    return { all, exitCode, summary: summaryOf(all) }
  }

  async info(): Promise<WarmInfo> {
    const { stdout } = await this.nixproof('cache', 'info', '--json')
    return (JSON.parse(stdout) as { readonly warmStore: WarmInfo }).warmStore
  }

  /** The names of what is kept, without their hashes. */
  async kept(): Promise<string[]> {
    const { parts } = await this.info()
    return parts.flatMap(({ entries }) => entries.map(({ path }) => path.slice(44))).toSorted()
  }

  /** Puts another volume in the place of the one that is there. */
  async makeVolume({ layout = WARM_LAYOUT, key, size }: MadeVolume): Promise<void> {
    const { volume: Name, key: own } = await this.info()
    const { docker } = await useEngine()
    await docker.getVolume(Name).remove()
    const Labels = { [WARM_LABEL]: layout, [WARM_KEY_LABEL]: key ?? own }
    const memory = { type: 'tmpfs', device: 'tmpfs', o: `size=${size}` }
    await docker.createVolume({ Name, Labels, ...(size && { DriverOpts: memory }) })
  }

  /** A container that may write to the volume. */
  async enter(): Promise<StartedNixContainer> {
    const { volume } = await this.info()
    await useEngine()
    return new KeeperContainer(inject('image'), volume, 'rw').start()
  }
}

/** Builds `top` of `dep`, with something of its own in it. */
export function twoBuilds(own: string): string {
  return `with import <nixpkgs> { };
let dep = runCommand "dep" { } "echo dep > $out";
in runCommand "top" { } "cat \${dep} > $out; echo '${own}' >> $out"
`
}

/** Builds something of so many bytes that is like no other. */
export function large(name: string, size: number): string {
  return `(import <nixpkgs> { }).runCommand "${name}" { } "printf %0${size}d 1 > $out"`
}

/** Runs in a container that may write to the volume. */
export async function tamper(machine: WarmMachine, script: string): Promise<void> {
  await using container = await machine.enter()
  const argv = ['bash', '-ec', `cd /var/cache/nixproof; shopt -s nullglob; ${script}`]
  const { exitCode, stderr } = await container.run(argv, { cwd: '/' })
  expect(exitCode, stderr).toBe(0)
}

export const BUILD = '```console\n$ nix-build --no-out-link\n```'
