import { cp, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { nixproof } from './_cli.ts'
import { makeRepository } from './_repository.ts'

const GOOD = ['a', 'b', 'c', 'd']
const SKIPPED = '<!-- nixproof { only-on: { variant: fetched } } -->\n```bash\ntrue\n```\n'
const COUNT = 3
/** Where the blobs of the three shards are; git follows nothing in it. */
export const BLOBS = 'out/blobs'

type Run = (...args: string[]) => ReturnType<typeof nixproof>

interface Sharded extends AsyncDisposable {
  readonly dir: string
  readonly run: Run
  /** A directory with some of the blobs, to which others can be added. */
  some(name: string, ...indexes: number[]): Promise<string>
}

/** The same for all tests of a file. */
export function useSharded(): Pick<Sharded, 'dir' | 'run' | 'some'> & { readonly merge: Run } {
  let made: Sharded
  beforeAll(async () => {
    made = await makeSharded()
  })
  afterAll(() => made?.[Symbol.asyncDispose]())
  return {
    get dir() {
      return made.dir
    },
    run: (...args) => made.run(...args),
    merge: (...args) => made.run('merge', ...args),
    some: (...args) => made.some(...args),
  }
}

/** Tutorials in a repository, and what three machines have found of them. */
async function makeSharded(): Promise<Sharded> {
  const repository = await makeRepository({
    ...Object.fromEntries(GOOD.map((name) => [`docs/${name}.md`, tutorialOf(name, name)])),
    'docs/bad.md': tutorialOf('bad', 'good'),
    'docs/elsewhere/skipped.md': SKIPPED,
    '.gitignore': 'out\n',
  })
  const dir = repository.path
  const run: Run = (...args) => nixproof(args, {}, dir)
  for (let index = 1; index <= COUNT; index += 1)
    await run('verify', 'docs', '--shard', `${index}/${COUNT}`, ...blobTo(blobOf(index)))
  return {
    dir,
    run,
    async some(name, ...indexes) {
      await mkdir(join(dir, 'out', name), { recursive: true })
      for (const index of indexes)
        await cp(join(dir, blobOf(index)), join(dir, 'out', name, `${index}.json`))
      return `out/${name}`
    },
    [Symbol.asyncDispose]: () => repository[Symbol.asyncDispose](),
  }
}

export function blobTo(file: string): string[] {
  return ['--reporter', 'blob', '--output-file', `blob=${file}`]
}

export function blobOf(index: number): string {
  return `${BLOBS}/${index}.json`
}

export function tutorialOf(says: string, shows: string): string {
  return `# Say ${says}\n\n\`\`\`console\n$ echo ${says}\n${shows}\n\`\`\`\n`
}
