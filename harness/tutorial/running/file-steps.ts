import { Changes } from '../../git/last-change.ts'
import { judgeFile, type CompareStep } from '../judging/compare.ts'
import { judgeCompared } from '../judging/drift.ts'
import { judgePaths, type PathsStep } from '../judging/paths.ts'
import type { StepDone } from './do-check.ts'
import { requireNone } from './finding-error.ts'
import type { ReaderDesk } from './reader-desk.ts'

/** Holds a block against a file of the workspace as it was given, or as the reader has it by now. */
export async function compareFile(
  desk: ReaderDesk,
  step: CompareStep,
  signal: AbortSignal,
): Promise<StepDone> {
  const { tutorial, workspace, texts } = desk
  if (step.now) return compareNow(desk, step, signal)
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

/** What commands have made is in the container alone: only the text can be mended. */
async function compareNow(
  { container, tutorial, path }: ReaderDesk,
  step: CompareStep,
  signal: AbortSignal,
): Promise<StepDone> {
  const file = path(step.path)
  const { stdout, exitCode } = await container.run(['cat', '--', file], { signal })
  const text = exitCode === 0 && !stdout.includes('\0') ? stdout : undefined
  const finding = judgeFile(tutorial, step, { file, text }, 'file')
  const mends = finding?.mends?.filter(({ writes }) => writes === 'text') ?? []
  requireNone([finding && { ...finding, mends }])
  return { note: `it is what ${step.path} says by now` }
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
