import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rm, rmdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import Docker from 'dockerode'
import { TUTORIAL_LABEL } from '../harness/tutorial/running/reader.ts'
import { nixproof } from './_cli.ts'
import { ownCache } from './_own-cache.ts'
import { makeDirectory, writeFiles, type Files } from './_repository.ts'

/** The blocks begin at lines 3 and 10. */
export const TEXT = `# Greeting

\`\`\`console
$ cat greeting.txt
Hello
\`\`\`

## Loud

\`\`\`console
$ ./shout.sh
HELLO
\`\`\`

The end.
`

const FILES: Files = {
  'docs/README.md': TEXT,
  'app/greeting.txt': 'Hello\n',
  'app/shout.sh': { run: '#!/bin/sh\ntr a-z A-Z < greeting.txt\n' },
  'app/notes.txt': 'Some notes.\n',
  'app/link': { link: 'notes.txt' },
}

/** What came of one run. */
export interface Run {
  readonly exitCode: number | undefined
  readonly all: string
  /** Of how many checks that held, how many were not run. */
  readonly held: string
  /** Why it was run, where it was. */
  readonly why: string | undefined
  /** How many containers were created for the tutorials of the project. */
  readonly started: number
}

export interface Project extends AsyncDisposable {
  readonly path: string
  /** `nixproof verify --incremental`, with verdicts of its own. */
  verify(names: readonly string[], args?: readonly string[]): Promise<Run>
  /** `nixproof matrix --incremental`, with the same. */
  matrix(args: readonly string[]): Promise<Run>
  /** Another command, without `--incremental`. */
  plain(...words: readonly string[]): Promise<Run>
  /** Writes files, and in the end has what was there before. */
  change(files: Files): Promise<AsyncDisposable>
  /** Rewrites what is kept, as if it had been written so. */
  rewriteKept(change: (text: string) => string): Promise<void>
  /** Rewrites the file as it is. */
  damageKept(change: (text: string) => string): Promise<void>
  readonly env: NodeJS.ProcessEnv
}

export async function makeProject(files: Files = FILES): Promise<Project> {
  const { path: base, ...lifetime } = await makeDirectory()
  const [path, cache] = [join(base, 'project'), join(base, 'cache')]
  await mkdir(path)
  await writeFiles(path, files)
  const env = { XDG_CACHE_HOME: await ownCache(cache) }
  const directory = join(cache, 'nixproof/verdicts')
  const damageKept: Project['damageKept'] = async (change) => {
    for (const name of await readdir(directory)) {
      const file = join(directory, name)
      await writeFile(file, change(await readFile(file, 'utf8')))
    }
  }
  return {
    ...lifetime,
    path,
    env,
    damageKept,
    async change(changes) {
      await writeFiles(path, changes)
      return { [Symbol.asyncDispose]: () => takeBack(path, files, changes) }
    },
    rewriteKept: (change) =>
      damageKept((file) => {
        const text = change(file.split('\n')[1] ?? '')
        return `${createHash('sha256').update(text).digest('hex')}\n${text}\n`
      }),
    verify: (names, args = []) => run('verify', '--incremental', ...names, ...args),
    matrix: (args) => run('matrix', '--incremental', ...args),
    plain: run,
  }

  async function run(...words: readonly string[]): Promise<Run> {
    const started = await watchCreated(path)
    const { exitCode, all } = await nixproof([...words], env, path)
    const held = /roved: (.* held(?: \(.*?\))?)/.exec(all)?.[1] ?? all
    const why = / is run: (.*)$/m.exec(all)?.[1]
    return { exitCode, all, held, why, started: await started() }
  }
}

async function takeBack(path: string, files: Files, changes: Files): Promise<void> {
  for (const name of Object.keys(changes)) {
    await rm(join(path, name))
    const before = files[name]
    if (before !== undefined) await writeFiles(path, { [name]: before })
    // A directory that was made for it goes as well; one with other files stays.
    else await rmdir(dirname(join(path, name))).catch(() => {})
  }
}

/**
 * Counts the containers that are created for tutorials below a path. Told while it happens: of what is
 * over, an engine remembers the last 256 events, whosoever they are.
 */
async function watchCreated(path: string): Promise<() => Promise<number>> {
  const abort = new AbortController()
  const stream = await new Docker().getEvents({
    filters: { type: ['container'], event: ['create'], label: [TUTORIAL_LABEL] },
    abortSignal: abort.signal,
  })
  let text = ''
  stream.on('error', () => {})
  stream.on('data', (chunk) => (text += String(chunk)))
  return async () => {
    // What was told is here, and has to be read.
    await sleep(100)
    await new Promise(setImmediate)
    abort.abort()
    const lines = text.split('\n').filter(Boolean)
    const made = lines.map((line) => JSON.parse(line) as Created)
    return made.filter(({ Actor }) => Actor.Attributes[TUTORIAL_LABEL]?.startsWith(path)).length
  }
}

interface Created {
  readonly Actor: { readonly Attributes: Readonly<Record<string, string>> }
}
