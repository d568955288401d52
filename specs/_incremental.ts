import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rm, rmdir, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import Docker from 'dockerode'
import { config } from '../harness/config.ts'
import { TUTORIAL_LABEL } from '../harness/tutorial/running/reader.ts'
import { nixproof } from './_cli.ts'
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
    verify: (names, args = []) => run('verify', [...names, ...args]),
    matrix: (args) => run('matrix', args),
  }

  async function run(command: string, args: readonly string[]): Promise<Run> {
    const since = Date.now()
    const { exitCode, all } = await nixproof([command, '--incremental', ...args], env, path)
    const held = /roved: (.* held(?: \(.*?\))?)/.exec(all)?.[1] ?? all
    const why = / is run: (.*)$/m.exec(all)?.[1]
    return { exitCode, all, held, why, started: await startedIn(path, since) }
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

/** All else that is there is used; verdicts are not. */
async function ownCache(path: string): Promise<string> {
  await mkdir(join(path, 'nixproof'), { recursive: true })
  for (const name of await readdir(config.cacheDir)) {
    if (name !== 'verdicts')
      await symlink(join(config.cacheDir, name), join(path, 'nixproof', name))
  }
  return path
}

/** The engine remembers what it has done. */
async function startedIn(path: string, since: number): Promise<number> {
  const events = await new Docker().getEvents({
    since: Math.floor(since / 1000) - 1,
    until: Math.ceil(Date.now() / 1000),
    filters: { type: ['container'], event: ['create'], label: [TUTORIAL_LABEL] },
  })
  let text = ''
  for await (const chunk of events) text += String(chunk)
  const made = text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Created)
  return made.filter(
    ({ timeNano, Actor }) =>
      timeNano / 1e6 >= since && Actor.Attributes[TUTORIAL_LABEL]?.startsWith(path),
  ).length
}

interface Created {
  readonly timeNano: number
  readonly Actor: { readonly Attributes: Readonly<Record<string, string>> }
}
