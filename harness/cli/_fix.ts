import { dirname, resolve } from 'node:path'
import process from 'node:process'
import { setImmediate } from 'node:timers/promises'
import { shareRun } from '../config.ts'
import { endRun } from '../engine/lifetime.ts'
import { EXIT_CODES, formatPlace, type Blame } from '../errors.ts'
import { fixFindings } from '../tutorial/fixing/fix-findings.ts'
import { pinFindings } from '../tutorial/fixing/pin-findings.ts'
import { Texts } from '../tutorial/fixing/texts.ts'
import { directoryOf, unifiedDiff } from '../tutorial/fixing/unified-diff.ts'
import { writeFiles } from '../tutorial/fixing/write-files.ts'
import type { Finding, Side } from '../tutorial/judging/finding.ts'
import { openPinOrigins } from '../tutorial/pins/origins.ts'
import { examine } from '../tutorial/pins/report.ts'
import { contradicting } from '../tutorial/reuse/contradict.ts'
import type { Planned } from '../tutorial/planning/make-plan.ts'
import type { NotHeld } from '../tutorial/verdict.ts'
import { cellOf, imageRequest } from './_image-options.ts'
import { judgeOptions } from './_pins-progress.ts'
import { planAll } from './_plan-all.ts'
import { Progress } from './_progress.ts'
import { setUp } from './_setup.ts'
import { findTutorials } from './_tutorials.ts'
import { openOut } from './_way-out.ts'
import type { RunFlags } from './_run-options.ts'

export interface FixFlags extends RunFlags {
  readonly write?: true
  readonly prefer?: Side
}

/** Finds out what does not hold, and mends what can be. @returns The exit code. */
export async function fix(names: readonly string[], flags: FixFlags): Promise<number> {
  const planned = await planAll(await findTutorials(names), flags)
  const texts = new Texts()
  const findings = [
    ...(await judgePins(planned, flags, texts)),
    ...(await runAll(planned, flags, texts)),
  ]
  const { files, mended, left } = fixFindings(findings, {
    textOf: texts.textOf,
    ...(flags.prefer && { prefer: flags.prefer }),
  })
  for (const { place, summary } of left) tell(place, `${summary}: nothing mends it here`)
  for (const { place, summary } of mended) tell(place, `${summary}: mended by the diff`)
  process.stdout.write(unifiedDiff(files, directoryOf(files, process.cwd())))
  if (flags.write && files.length > 0) {
    await setImmediate() // An interrupt that has come ends the process before anything is written.
    writeFiles(files)
    const written = files.map(({ file }) => file).join(', ')
    process.stderr.write(`Written: ${written}. Verify it now, more may come to light\n`)
  }
  const open = flags.write ? left : findings
  return Math.max(0, ...open.map(({ severity }) => codeOf(severity)))
}

function codeOf(severity: Finding['severity']): number {
  return severity === 'warning' ? 0 : EXIT_CODES[severity]
}

function tell(place: Finding['place'], text: string): void {
  process.stderr.write(`${formatPlace(place)}: ${text}\n`)
}

/** Without an origin nothing can be said of a pin. */
async function judgePins(
  planned: ReadonlyMap<string, Planned>,
  { origin }: FixFlags,
  { textOf }: Texts,
): Promise<Finding[]> {
  if (origin.length === 0) return []
  const abort = new AbortController()
  using progress = new Progress()
  progress.begin('Judge the pins')
  await using origins = await openPinOrigins(origin, abort.signal)
  const options = judgeOptions(progress, undefined, abort.signal)
  const findings: Finding[] = []
  for (const { plan } of planned.values()) {
    const text = textOf(plan.tutorial) ?? ''
    const report = await examine(plan.tutorial, text, origins.origins, 'hash', options)
    findings.push(...pinFindings(report, 'hash'))
  }
  progress.finish('held')
  return findings
}

/** What comes to light when a reader does what the texts say. */
async function runAll(
  planned: ReadonlyMap<string, Planned>,
  flags: FixFlags,
  texts: Texts,
): Promise<Finding[]> {
  shareRun()
  const { engine, image } = await setUp(imageRequest(flags))
  const { openReader } = await import('../tutorial/running/reader.ts')
  using progress = new Progress()
  const found: Finding[] = []
  for (const [file, { plan, findings }] of planned) {
    found.push(...findings)
    const cell = cellOf(image, flags)
    const reader = await openReader({
      engine,
      image: image.reference,
      cell,
      plan,
      findings,
      file,
      workspace: resolve(flags.workspace ?? dirname(file)),
      mountAs: flags.mountAs,
      wayOut: await openOut(engine, flags, file, plan),
      texts,
    })
    const checker = contradicting(reader, file, cell)
    for (const [index, { name, line }] of plan.checks.entries()) {
      progress.begin(`${plan.tutorial}:${line}:1  ${name}`)
      const verdict = await checker.check(index, new AbortController().signal)
      progress.finish(verdict.held === true ? 'held' : verdict.held ? 'skipped' : 'failed')
      if (verdict.held === false) found.push(...findingsOf(verdict))
    }
    await checker.close()
  }
  await endRun(engine.docker).catch(() => undefined)
  return found
}

function findingsOf({ findings, code, blame, place, message }: NotHeld): readonly Finding[] {
  if (findings) return findings
  const severity: Blame = blame
  return [{ code, severity, place: place ?? { file: '' }, summary: message.split('\n')[0] ?? code }]
}
