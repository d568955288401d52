import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { config } from '../harness/config.ts'
import { Repository } from '../harness/git/repository.ts'
import type { EditMode } from '../harness/tutorial/pins/edits.ts'
import { examine, type FileReport } from '../harness/tutorial/pins/report.ts'
import { nixproof } from './_cli.ts'
import { lessonsHistory, type GitFixture } from './_git.ts'

const NAMED = { host: 'github', owner: 'example', repo: 'lessons' } as const
const HASH = 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='

interface JudgeCall {
  readonly file?: string
  readonly rev?: string
  readonly mode?: EditMode
  /** Another clone than that of the lessons. */
  readonly path?: string
  readonly since?: string
}

/** The history behind fixtures/pins/README.md, and pins judged against it. */
export class Lessons implements AsyncDisposable {
  readonly dir: string
  readonly fixture: GitFixture
  readonly commits: readonly string[]

  private constructor(dir: string, fixture: GitFixture, commits: readonly string[]) {
    this.dir = dir
    this.fixture = fixture
    this.commits = commits
  }

  static async create(): Promise<Lessons> {
    const dir = await mkdtemp(join(tmpdir(), 'nixproof-pins-'))
    // Hashes of the tests are nobody's hashes.
    Object.assign(config, { cacheDir: join(dir, 'cache') })
    const { fixture, commits } = await lessonsHistory(join(dir, 'lessons'))
    return new Lessons(dir, fixture, commits)
  }

  /** As `--origin` takes it. */
  get origin(): string {
    return `github:example/lessons=${this.fixture.path}`
  }

  /** Runs the command as a person would, with a cache of its own. */
  readonly command = (...args: readonly string[]): ReturnType<typeof nixproof> =>
    nixproof(['pins', ...args], { XDG_CACHE_HOME: join(this.dir, 'cache') })

  readonly judge = async (content: string, call: JudgeCall = {}): Promise<FileReport> => {
    const { file = 'README.md', rev, mode = 'hash', path = this.fixture.path, since } = call
    await using repository = await Repository.open(path, rev)
    const options = { signal: new AbortController().signal, since }
    return await examine(file, content, [{ named: NAMED, repository }], mode, options)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.dir, { recursive: true, force: true })
  }
}

export function codes(report: FileReport): string[] {
  return report.pins.flatMap(({ findings }) => findings.map(({ code }) => code))
}

export function history(report: FileReport): string[] {
  return report.pins.flatMap(({ findings }) => findings.flatMap((finding) => finding.history))
}

export function fetchTree(rev: string, hash: string = HASH): string {
  return `fetchFromGitHub { owner = "example"; repo = "lessons"; rev = "${rev}"; hash = "${hash}"; }`
}

export function fetchFile(rest: string, hash: string = HASH): string {
  return `fetchurl { url = "https://raw.githubusercontent.com/example/lessons/${rest}"; hash = "${hash}"; }`
}
