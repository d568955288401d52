import { chmod, mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { execa } from 'execa'

/** A file's content, a link's target, or `undefined` for what is to go. */
export type GitFile = string | Buffer | { link: string } | { executable: string } | undefined

/** A small repository on disk, made by real git with the dates that a test wants. */
export class GitFixture {
  readonly path: string

  private constructor(path: string) {
    this.path = path
  }

  static async create(path: string): Promise<GitFixture> {
    const fixture = new GitFixture(path)
    await mkdir(path, { recursive: true })
    await fixture.git('init', '--quiet', '--initial-branch=main')
    return fixture
  }

  /** A long history in little time: a commit an hour, each with the files that it changes. */
  static async import(
    path: string,
    steps: Iterable<Readonly<Record<string, string>>>,
  ): Promise<GitFixture> {
    const fixture = await GitFixture.create(path)
    await execa('git', ['fast-import', '--quiet'], {
      cwd: path,
      input: Readable.from(stream(steps)),
    })
    return fixture
  }

  /** Writes files and commits everything, at a time such as `2025-01-01T08:52:23Z`. */
  async commit(time: string, files: Readonly<Record<string, GitFile>>): Promise<string> {
    for (const [name, file] of Object.entries(files)) await this.#write(join(this.path, name), file)
    await this.git('add', '--all')
    await this.#run(['commit', '--quiet', '--allow-empty', '-m', 'A step'], time)
    return this.git('rev-parse', 'HEAD')
  }

  async git(...args: string[]): Promise<string> {
    return this.#run(args, '2025-01-01T00:00:00Z')
  }

  async #run(args: readonly string[], time: string): Promise<string> {
    const person = { NAME: 'A', EMAIL: 'a@example.org', DATE: time }
    const both = Object.entries(person).flatMap(([key, value]) => [
      [`GIT_AUTHOR_${key}`, value],
      [`GIT_COMMITTER_${key}`, value],
    ])
    const { stdout } = await execa('git', args, {
      cwd: this.path,
      env: {
        ...Object.fromEntries(both),
        GIT_CONFIG_GLOBAL: '/dev/null',
        GIT_CONFIG_NOSYSTEM: '1',
      },
    })
    return stdout
  }

  async #write(path: string, file: GitFile): Promise<void> {
    await rm(path, { force: true, recursive: true })
    if (file === undefined) return
    await mkdir(dirname(path), { recursive: true })
    if (typeof file === 'string' || Buffer.isBuffer(file)) await writeFile(path, file)
    else if ('link' in file) await symlink(file.link, path)
    else {
      await writeFile(path, file.executable)
      await chmod(path, 0o755)
    }
  }
}

/** git-fast-import(1), "INPUT FORMAT" */
function* stream(steps: Iterable<Readonly<Record<string, string>>>): Generator<string> {
  let time = Date.UTC(2020, 0, 1) / 1000
  for (const files of steps) {
    yield `commit refs/heads/main\ncommitter A <a@example.org> ${time} +0000\ndata 0\n`
    for (const [path, text] of Object.entries(files)) {
      yield `M 100644 inline ${path}\ndata ${Buffer.byteLength(text)}\n${text}\n`
    }
    time += 3600
  }
}

const RECIPE = 'lesson-3/greeter/default.nix'
const APP = 'lesson-3/greeter/greeter.sh'
const NOW = 'Good day\n'

/**
 * The history behind fixtures/pins/README.md. Its recipe is the one of the first three commits, its
 * tree that of the second: both hold together from 08:52 to 09:19.
 */
export async function lessonsHistory(
  path: string,
): Promise<{ fixture: GitFixture; commits: string[] }> {
  const fixture = await GitFixture.create(path)
  const commits = [
    await fixture.commit('2025-01-01T08:00:00Z', {
      [RECIPE]: '{ pkgs }: pkgs.hello\n',
      [APP]: 'Hi\n',
    }),
    await fixture.commit('2025-01-01T08:52:00Z', {
      [APP]: { executable: '#!/bin/sh\necho Hello\n' },
    }),
    await fixture.commit('2025-01-01T09:19:00Z', {
      [APP]: { executable: '#!/bin/sh\necho Bye\n' },
    }),
    await fixture.commit('2025-01-01T09:50:00Z', { [RECIPE]: '{ pkgs, src }: pkgs.hello\n' }),
    await fixture.commit('2025-02-01T00:00:00Z', { 'README.md': NOW }),
  ]
  return { fixture, commits }
}
