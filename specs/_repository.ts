import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { execa } from 'execa'

/** What a file of a test repository is: text or bytes, a program, or a link. */
type FileContent = string | Buffer | { run: string } | { link: string }
export type Files = Readonly<Record<string, FileContent>>

export interface TestRepository extends AsyncDisposable {
  readonly path: string
  git(...args: string[]): Promise<string>
  /** Adds everything there is, and gives the commit's id. */
  commit(files: Files, message?: string): Promise<string>
}

/** A directory of a test's own that goes away with it. */
export async function makeDirectory(): Promise<AsyncDisposable & { path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'nixproof-spec-'))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}

export async function writeFiles(directory: string, files: Files): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const path = join(directory, name)
    await mkdir(dirname(path), { recursive: true })
    await rm(path, { force: true })
    if (typeof content === 'string' || Buffer.isBuffer(content)) await writeFile(path, content)
    else if ('link' in content) await symlink(content.link, path)
    else {
      await writeFile(path, content.run)
      await chmod(path, 0o755)
    }
  }
}

/** Runs git as a person would, without this machine's configuration, at a moment that is fixed. */
export async function git(cwd: string, ...args: string[]): Promise<string> {
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: cwd,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_AUTHOR_NAME: 'Ada',
    GIT_AUTHOR_EMAIL: 'ada@example.org',
    GIT_AUTHOR_DATE: '2025-01-01T08:52:23-05:00',
    GIT_COMMITTER_NAME: 'Ada',
    GIT_COMMITTER_EMAIL: 'ada@example.org',
    GIT_COMMITTER_DATE: '2025-01-01T08:52:23-05:00',
  }
  const own = ['-c', 'protocol.file.allow=always', '-c', 'init.defaultBranch=main']
  const { stdout } = await execa('git', [...own, ...args], { cwd, env, extendEnv: false })
  return stdout
}

export async function makeRepository(files?: Files): Promise<TestRepository> {
  const { path, ...lifetime } = await makeDirectory()
  await git(path, 'init', '--quiet')
  const repository: TestRepository = {
    path,
    ...lifetime,
    git: (...args) => git(path, ...args),
    async commit(content, message = 'Change') {
      await writeFiles(path, content)
      await git(path, 'add', '--all')
      await git(path, 'commit', '--quiet', '--allow-empty', '--message', message)
      return git(path, 'rev-parse', 'HEAD')
    },
  }
  if (files) await repository.commit(files)
  return repository
}
