import { dirname, resolve } from 'node:path'
import process from 'node:process'
import { shareRun } from '../config.ts'
import { endRun } from '../engine/lifetime.ts'
import { NixproofError } from '../errors.ts'
import { planAbove } from '../tutorial/planning/choose-before.ts'
import { planFile } from '../tutorial/planning/plan-file.ts'
import type { Plan } from '../tutorial/planning/plan.ts'
import { contradicting } from '../tutorial/reuse/contradict.ts'
import { beginReader } from '../tutorial/running/reader.ts'
import type { Checker } from '../tutorial/verdict.ts'
import { cellOf, imageRequest } from './_image-options.ts'
import { Progress } from './_progress.ts'
import { setUp } from './_setup.ts'
import { openOut } from './_way-out.ts'
import type { RunFlags } from './_run-options.ts'

export interface ShellFlags extends RunFlags {
  readonly at: number
}

/**
 * Replays a tutorial up to a line, or up to what does not hold, and opens a shell there.
 *
 * @returns The exit code of the shell.
 */
export async function shell(name: string, flags: ShellFlags): Promise<number> {
  requireTerminal()
  const file = resolve(name)
  const { plan, findings } = await planFile(name, flags)
  const above = planAbove(plan, flags.at)
  shareRun()
  const { engine, image } = await setUp(imageRequest(flags))
  const cell = cellOf(image, flags)
  const begun = await beginReader({
    engine,
    image: image.reference,
    cell,
    plan: above,
    findings,
    file,
    workspace: resolve(flags.workspace ?? dirname(file)),
    mountAs: flags.mountAs,
    wayOut: await openOut(engine, flags, file, above),
  })
  const reader = await begun.reader
  try {
    await replay(contradicting(reader, file, cell), above)
    return await reader.enter()
  } finally {
    await reader.close()
    await endRun(engine.docker).catch(() => undefined)
  }
}

/** Goes as far as it holds: whoever wants a shell wants it there. */
async function replay(reader: Checker, { tutorial, checks }: Plan): Promise<void> {
  using progress = new Progress()
  for (const [index, { name, line }] of checks.entries()) {
    progress.begin(`${tutorial}:${line}:1  ${name.replace(/ > line \d+$/, '')}`)
    // oxlint-disable-next-line no-await-in-loop -- one goes on where the last has ended
    const verdict = await reader.check(index, new AbortController().signal)
    progress.finish(verdict.held === true ? 'held' : verdict.held ? 'skipped' : 'failed')
    if (verdict.held === 'skipped') progress.detail([verdict.reason])
    if (verdict.held === false) {
      progress.detail([verdict.message])
      return
    }
  }
}

function requireTerminal(): void {
  if (process.stdin.isTTY && process.stdout.isTTY) return
  throw new NixproofError('USAGE', 'A shell needs a terminal', {
    wanted: 'A terminal as input and output',
    found: 'Something else',
    next: 'Use nixproof verify --keep, and get into the container that it leaves',
  })
}
