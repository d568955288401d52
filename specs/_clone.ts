import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'

const HARNESS = fileURLToPath(new URL('../harness/', import.meta.url))
let template: Promise<Clone> | undefined
const FILES = ['bootstrap', 'bootstrap-install', 'bootstrap-lock', 'bootstrap-run']

/**
 * A small project in a folder of its own that the bootstrap makes runnable: it depends on a
 * package "tool" and on a package "node", both packed by npm, so that `npm ci` is the real one
 * and needs no network. Each installation adds a line to `installs.log`, and takes PAUSE seconds
 * longer.
 */
export class Clone implements AsyncDisposable {
  readonly dir: string

  private constructor(dir: string) {
    this.dir = dir
  }

  /** A copy of the template: packed, locked, and not installed. */
  static async make(): Promise<Clone> {
    template ??= Clone.create()
    const clone = new Clone(await mkdtemp(join(tmpdir(), 'np-clone-')))
    const { dir } = await template
    await cp(dir, clone.dir, { recursive: true })
    return clone
  }

  /** Takes away the template of all clones. */
  static async end(): Promise<void> {
    await (await template)?.[Symbol.asyncDispose]()
  }

  private static async create(): Promise<Clone> {
    const clone = new Clone(await mkdtemp(join(tmpdir(), 'np-clone-')))
    for (const name of FILES) {
      await cp(join(HARNESS, `${name}.mjs`), clone.path('harness', `${name}.mjs`))
    }
    await mkdir(clone.path('tmp'))
    const shim = `#!/bin/sh\necho "own node" >&2\nexec "${process.execPath}" "$@"\n`
    await clone.pack('node', '24.0.0', shim)
    await clone.pack('tool', '1.0.0', '#!/bin/sh\necho "tool 1.0.0 $*"\n')
    await clone.depend('1.0.0')
    await clone.forget()
    return clone
  }

  path(...parts: string[]): string {
    return join(this.dir, ...parts)
  }

  /** Makes `NAME-VERSION.tgz`, whose program is the script. */
  async pack(name: string, version: string, script: string): Promise<void> {
    const source = this.path('packages', name)
    await mkdir(source, { recursive: true })
    const manifest = { name, version, bin: { [name]: 'run.sh' } }
    await writeFile(join(source, 'package.json'), JSON.stringify(manifest))
    await writeFile(join(source, 'run.sh'), script, { mode: 0o755 })
    await this.npm('pack', source)
  }

  /** Makes package.json and its lock file, which want this version of the tool. */
  async depend(version: string): Promise<void> {
    const manifest = {
      private: true,
      engines: { node: '>=99' },
      scripts: { postinstall: 'echo installed >> installs.log; sleep ${PAUSE:-0}' },
      devDependencies: { node: 'file:node-24.0.0.tgz', tool: `file:tool-${version}.tgz` },
    }
    await writeFile(this.path('package.json'), JSON.stringify(manifest))
    await rm(this.path('package-lock.json'), { force: true })
    // npm would lock what is installed rather than what is wanted: let it see nothing.
    const [installed, aside] = [this.path('node_modules'), this.path('aside')]
    if (existsSync(installed)) await rename(installed, aside)
    await this.npm('install', '--package-lock-only', '--ignore-scripts', '--no-audit')
    if (existsSync(aside)) await rename(aside, installed)
  }

  /** Makes npm forget the packages that it has seen. */
  async forget(): Promise<void> {
    await rm(this.path('cache'), { recursive: true, force: true })
  }

  private async npm(...args: string[]): Promise<void> {
    await execa('npm', args, this.bootstrap.options)
  }

  /** The command line and the surroundings in which the bootstrap runs here. */
  get bootstrap(): { argv: [string, string]; options: { cwd: string; env: NodeJS.ProcessEnv } } {
    return {
      argv: [process.execPath, this.path('harness', 'bootstrap.mjs')],
      // npm's own cache would know a package that is gone.
      options: {
        cwd: this.dir,
        env: { TMPDIR: this.path('tmp'), npm_config_cache: this.path('cache') },
      },
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.dir, { recursive: true, force: true })
  }
}
