import { resolve } from 'node:path'
import process from 'node:process'
import { NixproofError } from '../errors.ts'
import type { Planned } from '../tutorial/planning/make-plan.ts'
import { planFile, type PlanFileOptions } from '../tutorial/planning/plan-file.ts'
import { requireOneFor } from './_tutorials.ts'
import type { PlanFlags } from './_run-options.ts'

/**
 * The plans of tutorials, by absolute file; one in which there is nothing to prove is left out, and said.
 *
 * @throws NixproofError of what steers a plan wrongly, before anything is set up.
 */
export async function planAll(
  files: readonly string[],
  { workspace, sidecar }: PlanFlags,
): Promise<Map<string, Planned>> {
  requireOneFor(sidecar, files)
  return planEach(new Map(files.map((file) => [file, { workspace, sidecar }])))
}

/** The same, of tutorials with options of their own. */
export async function planEach(
  files: ReadonlyMap<string, PlanFileOptions>,
): Promise<Map<string, Planned>> {
  const all = new Map<string, Planned>()
  for (const [file, options] of files) all.set(resolve(file), await planFile(file, options))
  const findings = [...all.values()].flatMap((planned) => planned.findings)
  const wrong = findings.filter(({ severity, code }) => severity === 'call' && code !== 'NO_CHECKS')
  const [first] = wrong
  if (first) throw errorOf(first, wrong.slice(1))
  for (const [file, one] of all) {
    const nothing = one.findings.find(({ code }) => code === 'NO_CHECKS')
    if (!nothing) continue
    all.delete(file)
    if (all.size === 0) throw errorOf(nothing)
    process.stderr.write(`${one.plan.tutorial}: ${nothing.summary}\n`)
  }
  return all
}

function errorOf(
  { code, place, summary, wanted, found, next }: Planned['findings'][number],
  others: Planned['findings'] = [],
): NixproofError {
  const more = others.map((one) => `${one.place.file}:${one.place.line ?? 1}: ${one.summary}`)
  return new NixproofError(code, summary, {
    place,
    ...(wanted !== undefined && { wanted }),
    found: [found, ...more].filter(Boolean).join('\n'),
    ...(next !== undefined && { next }),
  })
}
