import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { inject } from 'vitest'
import { planFile } from '../harness/tutorial/planning/plan-file.ts'
import type { Plan } from '../harness/tutorial/planning/plan.ts'
import { openReader } from '../harness/tutorial/running/reader.ts'
import type { Checker, Verdict } from '../harness/tutorial/verdict.ts'

/** A tutorial in a directory of its own, with the files that its reader has. */
export interface Written extends AsyncDisposable {
  readonly directory: string
  /** The tutorial. */
  readonly file: string
}

export async function writeTutorial(
  text: string,
  files: Readonly<Record<string, string>> = {},
): Promise<Written> {
  const directory = await mkdtemp(join(tmpdir(), 'nixproof-reader-'))
  for (const [name, content] of Object.entries({ 'README.md': text, ...files })) {
    await mkdir(dirname(join(directory, name)), { recursive: true })
    await writeFile(join(directory, name), content)
  }
  return {
    directory,
    file: join(directory, 'README.md'),
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  }
}

/** A reader of a tutorial, and its plan. */
async function readerOf({
  directory,
  file,
}: Pick<Written, 'directory' | 'file'>): Promise<{ checker: Checker; plan: Plan }> {
  const { plan, findings } = await planFile(file, { workspace: directory })
  const image = inject('image')
  return { checker: await openReader({ image, plan, findings, file, workspace: directory }), plan }
}

/** What comes of all checks of a text. */
export async function read(
  text: string,
  files?: Readonly<Record<string, string>>,
  signal: AbortSignal = new AbortController().signal,
): Promise<Verdict[]> {
  await using written = await writeTutorial(text, files)
  const { checker, plan } = await readerOf(written)
  const verdicts: Verdict[] = []
  try {
    for (const index of plan.checks.keys()) verdicts.push(await checker.check(index, signal))
  } finally {
    await checker.close()
  }
  return verdicts
}
