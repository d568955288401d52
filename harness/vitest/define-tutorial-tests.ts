import { afterAll, inject, test } from 'vitest'
import type { TextFinding } from '../tutorial/finding.ts'
import type { Planned } from '../tutorial/planning/make-plan.ts'
import { textVerdict } from '../tutorial/running/text-verdict.ts'
import type { Checker } from '../tutorial/verdict.ts'
import { visitDesk } from './desk.ts'
import { noImage } from './no-image.ts'
import { tell } from './tell.ts'

/** A step has deadlines of its own; this one only ends what hangs in spite of them. Milliseconds. */
const CHECK_DEADLINE_MS = 60 * 60_000

export interface TutorialFile {
  /** Absolute. */
  readonly file: string
  /** Absolute: the reader's directory. */
  readonly workspace: string
}

/**
 * Turns a tutorial into tests: one for each of its checks, and one for each thing that its text alone
 * says wrong. The module that the plugin makes of a Markdown file calls it.
 */
export async function defineTutorialTests(planned: Planned, where: TutorialFile): Promise<void> {
  const { plan, findings } = planned
  const checker = await findChecker(planned, where)
  for (const finding of findings.filter(({ severity }) => severity !== 'warning')) {
    test(nameOf(finding), (context) => tell(context, textVerdict(finding)))
  }
  for (const [index, { name, tags, timeout }] of plan.checks.entries()) {
    const options = {
      timeout: timeout ?? CHECK_DEADLINE_MS,
      ...(tags.length > 0 && { tags: [...tags] }),
    }
    test(name, options, async (context) => {
      await tell(context, await checker.check(index, context.signal))
    })
  }
  afterAll(() => checker.close())
}

function nameOf({ code, place, summary }: TextFinding): string {
  return `${summary} > ${place.line === undefined ? code : `line ${place.line}`}`
}

/** Started by nixproof, the process that started vitest has the container; else it is ours. */
async function findChecker(planned: Planned, { file, workspace }: TutorialFile): Promise<Checker> {
  const desk = inject('nixproofDesk')
  if (desk !== undefined) return visitDesk(desk, file)
  const image: string | undefined = inject('image')
  if (image === undefined) throw noImage()
  const { openReader } = await import('../tutorial/running/reader.ts')
  return openReader({ image, ...planned, file, workspace })
}
