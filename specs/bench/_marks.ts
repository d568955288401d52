import { readFile } from 'node:fs/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** Milliseconds since 1970. */
export interface Marks {
  /** When Node itself was ready. */
  readonly node: number | undefined
  /** When each thread had ended. */
  readonly threads: readonly number[]
  /** What the engine was asked for, in the order of its answers. */
  readonly engine: readonly Asked[]
}

interface Asked {
  readonly began: number
  readonly answered: number
  readonly method: string
  readonly path: string
}

const MARKS = fileURLToPath(new URL('./_phase-marks.mjs', import.meta.url))

/**
 * What Node is to be told so that it leaves marks.
 *
 * @param file Where they go.
 */
export function leaveMarks(file: string): string[] {
  return ['--import', `${pathToFileURL(MARKS).href}?${encodeURIComponent(file)}`]
}

export async function readMarks(file: string): Promise<Marks> {
  const lines = (await readFile(file, 'utf8')).trim().split('\n')
  const words = lines.map((line) => line.split(' '))
  const of = (name: string): string[][] => words.filter(([first]) => first === name)
  return {
    node: of('node').map(([, at]) => Number(at))[0],
    threads: of('thread').map(([, at]) => Number(at)),
    engine: of('engine').map(([, began, answered, method = '', path = '']) => ({
      began: Number(began),
      answered: Number(answered),
      method,
      path,
    })),
  }
}

/**
 * How long a command waited for the engine before anything ran in its container, and after all had:
 * until the first exec was started, and from when the container was stopped. What it asks for meanwhile
 * costs it nothing that Nix does not take anyway.
 *
 * @returns Milliseconds.
 */
export function waitedForEngine({ engine }: Marks): number {
  const opened = engine.find(({ path }) => /^\/exec\/\w+\/start$/.test(path))
  const stopped = engine.find(({ path }) => path.endsWith('/stop'))
  if (!opened || !stopped) throw new Error('No container was opened and stopped')
  const before = engine.filter(({ began }) => began < opened.answered)
  const after = engine.filter(({ began }) => began >= stopped.began)
  return covered(before, opened.answered) + covered(after, Number.POSITIVE_INFINITY)
}

/** How much time lies within any of them. */
function covered(asked: readonly Asked[], until: number): number {
  let [sum, reached] = [0, 0]
  for (const { began, answered } of asked.toSorted((a, b) => a.began - b.began)) {
    const end = Math.min(answered, until)
    sum += Math.max(0, end - Math.max(began, reached))
    reached = Math.max(reached, end)
  }
  return sum
}
