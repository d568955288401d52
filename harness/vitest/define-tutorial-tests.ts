import { readFileSync } from 'node:fs'
import process from 'node:process'
import { afterAll, inject, test } from 'vitest'
import { expectedOf } from '../matrix/judge-expected.ts'
import type { Planned } from '../tutorial/planning/make-plan.ts'
import { textVerdict } from '../tutorial/running/text-verdict.ts'
import type { Checker } from '../tutorial/verdict.ts'
import { ExpectedFailures } from './_expected-failures.ts'
import { deskKey, visitDesk } from './desk.ts'
import { noImage } from './no-image.ts'
import { skip, tell } from './tell.ts'

/** A step has deadlines of its own; this one only ends what hangs in spite of them. Milliseconds. */
const CHECK_DEADLINE_MS = 60 * 60_000

export interface TutorialFile {
  /** Absolute. */
  readonly file: string
  /** Absolute: the reader's directory. */
  readonly workspace: string
  /** Those that may be given to tests. Default: all. */
  readonly tags?: readonly string[]
}

/** Each makes a test; called on the line of the tutorial that it is about, which vitest then names. */
export interface TutorialTests {
  /** For what the text alone says wrong. */
  readonly finding: (index: number) => void
  readonly check: (index: number) => void
  /** For what is expected to fail in this cell: called last. */
  readonly expectations: () => void
}

/** Turns a tutorial into tests. The module that the plugin makes of a Markdown file calls it. */
export async function defineTutorialTests(
  { plan, findings }: Planned,
  where: TutorialFile,
): Promise<TutorialTests> {
  const checker = await findChecker({ plan, findings }, where)
  const cell = inject('nixproofCell')
  if (cell) await checker.begin?.()
  const expected = new ExpectedFailures(cell ? expectedOf(cell.expected, where.file) : [])
  let asked = 0
  let left = 0
  afterAll(async () => {
    await checker.close()
    // Started by nixproof, others are to say it, of all files.
    if (asked === 0 || left < asked || inject('nixproofDesk') !== undefined) return
    process.stderr.write(`${plan.tutorial}: every check was skipped, so nothing is proved\n`)
  })
  return {
    finding(index) {
      const finding = findings[index]!
      const { code, summary, place } = finding
      const line = place.file === plan.tutorial ? (place.line ?? 1) : 1
      const name = `${summary} > ${place.line === undefined ? code : `line ${place.line}`}`
      test(name, async (context) => {
        const text = readFileSync(where.file, 'utf8')
        const verdict = textVerdict(finding, { file: plan.tutorial, text })
        await tell(context, expected.judge(verdict, line), line)
      })
    },
    check(index) {
      const { name, line, skip: why, tags } = plan.checks[index]!
      const known = tags.filter((tag) => where.tags?.includes(tag) ?? true)
      const options = { timeout: CHECK_DEADLINE_MS, ...(known.length > 0 && { tags: known }) }
      test(name, options, async (context) => {
        asked += 1
        left += 1
        // Nobody is asked, so that no container is started for it.
        if (why) await skip(context, why.reason, line)
        const verdict = await checker.check(index, context.signal)
        if (verdict.held !== 'skipped') left -= 1
        await tell(context, expected.judge(verdict, line), line)
      })
    },
    expectations() {
      for (const one of expected.all) {
        test(`fails with ${one.code}: ${one.reason}`, async (context) => {
          await tell(context, expected.verdictOn(one), 1)
        })
      }
    },
  }
}

/** Started by nixproof, the process that started vitest has the container; else it is ours. */
async function findChecker(planned: Planned, { file, workspace }: TutorialFile): Promise<Checker> {
  const desk = inject('nixproofDesk')
  const cell = inject('nixproofCell')
  if (desk !== undefined) return visitDesk(desk, cell ? deskKey(file, cell.name) : file)
  const image: string | undefined = inject('image')
  if (image === undefined) throw noImage()
  const [{ openReader }, { openLater }, { contradicting }] = await Promise.all([
    import('../tutorial/running/reader.ts'),
    import('../tutorial/verdict.ts'),
    import('../tutorial/reuse/contradict.ts'),
  ])
  const open = (): Promise<Checker> => openReader({ image, ...planned, file, workspace })
  return openLater(async () => contradicting(await open(), file))
}
