import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Changes } from '../../git/last-change.ts'
import type { Side } from '../judging/finding.ts'
import { judgeFile, type CompareStep } from '../judging/compare.ts'
import { judgePaths, type PathsStep } from '../judging/paths.ts'
import type { StepDone } from './do-check.ts'
import { requireNone } from './finding-error.ts'
import type { ReaderDesk } from './reader-desk.ts'

/** Holds a block against a file of the workspace as it was given, whatever was written since. */
export async function compareFile(
  { tutorial, workspace }: ReaderDesk,
  step: CompareStep,
  signal: AbortSignal,
): Promise<StepDone> {
  const file = join(workspace, step.path)
  const text = await readFile(file, 'utf8').catch(() => undefined)
  const isText = text !== undefined && !text.includes('\0')
  const given = { file, text: isText ? text : undefined }
  if (judgeFile(tutorial, step, given)) {
    requireNone([
      judgeFile(tutorial, step, given, await newestOf(tutorial.file, step, file, signal)),
    ])
  }
  return { note: `it is what ${step.path} says` }
}

/** Which side changed last, where git can tell. */
async function newestOf(
  tutorial: string,
  { text, at }: CompareStep,
  file: string,
  signal: AbortSignal,
): Promise<Side | undefined> {
  const lines = { from: at.line, to: at.line + text.split('\n').length - 1 }
  try {
    await using changes = await Changes.open(signal)
    const newer = await changes.newer({ file: tutorial, lines }, { file })
    return newer && (newer === 'one' ? 'text' : 'file')
  } catch {
    signal.throwIfAborted()
    return undefined // Without git the two differ all the same.
  }
}

const KINDS = `for path; do
  if [ -d "$path" ]; then echo directory; elif [ -e "$path" ]; then echo file; else echo; fi
done`

/** Holds a listing against what the reader has by now. */
export async function listPaths(
  { container, tutorial }: ReaderDesk,
  step: PathsStep,
  signal: AbortSignal,
): Promise<StepDone> {
  const paths = step.paths.map(({ path }) => path)
  const argv = ['bash', '-c', KINDS, 'kinds', ...paths.map((path) => path || '.')]
  const { stdout } = await container.run(argv, { signal })
  const kinds = new Map(stdout.split('\n').map((kind, index) => [paths[index] ?? '', kind]))
  requireNone(
    judgePaths(tutorial, step, (path) => {
      const kind = kinds.get(path)
      return kind === 'directory' || kind === 'file' ? kind : undefined
    }),
  )
  return { note: `${paths.length} paths are there` }
}
