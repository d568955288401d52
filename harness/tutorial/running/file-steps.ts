import { Changes } from '../../git/last-change.ts'
import type { CompareStep } from '../judging/compare.ts'
import { judgeCompared } from '../judging/drift.ts'
import { judgePaths, type PathsStep } from '../judging/paths.ts'
import type { StepDone } from './do-check.ts'
import { requireNone } from './finding-error.ts'
import type { ReaderDesk } from './reader-desk.ts'

/** Holds a block against a file of the workspace as it was given, whatever was written since. */
export async function compareFile(
  { tutorial, workspace, texts }: ReaderDesk,
  step: CompareStep,
  signal: AbortSignal,
): Promise<StepDone> {
  await using changes = await Changes.open(signal)
  // Without git two texts differ all the same.
  const newer: Changes['newer'] = (one, other) =>
    changes.newer(one, other).catch(() => {
      signal.throwIfAborted()
      return undefined
    })
  const options = { workspace, textOf: texts.textOf, changes: { newer } }
  requireNone([await judgeCompared(tutorial, step, options)])
  return { note: `it is what ${step.path} says` }
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
