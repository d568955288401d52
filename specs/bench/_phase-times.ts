import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { leaveMarks, readMarks } from './_marks.ts'
import { SAMPLE } from './_proof.ts'

/** In the order in which they begin. */
export const PHASES = [
  'Node starts',
  'modules, plan',
  'engine, image',
  'container starts',
  'Nix builds',
  'servers, requests',
  'nix-shell',
  'files, directories',
  'between steps',
  'container ends',
] as const

export type Phase = (typeof PHASES)[number]
/** Milliseconds. What a phase is not part of has none. */
export type Times = Partial<Record<Phase, number>>

const BY_HAND = fileURLToPath(new URL('./tutorial-by-hand.sh', import.meta.url))

interface JsonReport {
  readonly testResults: readonly {
    readonly endTime: number
    readonly assertionResults: readonly {
      readonly duration?: number | null
      readonly meta: {
        readonly verdict?: { readonly steps?: readonly { what: string; durationMs?: number }[] }
      }
    }[]
  }[]
}

/**
 * The phases of one run of nixproof, which add up to its time: from what it says and when, its JSON
 * report, and marks of Node. With a report the first check is not begun ahead, as it is without one.
 */
export async function phasesOfOurs(cli: string, directory: string): Promise<Times> {
  const [file, json] = [join(directory, 'marks'), join(directory, 'report.json')]
  const args = [...leaveMarks(file), cli, 'verify', `${SAMPLE}/README.md`, '--image', 'embedded']
  const startedAt = Date.now()
  const verify = execa('node', [...args, '--reporter', 'json', '--output-file', json], {
    env: { NIXPROOF_RUN: undefined },
    buffer: false,
  })
  let imageAt = Number.NaN
  for await (const line of createInterface({ input: verify.stderr }))
    if (/ Image: /.test(line)) imageAt = Date.now()
  await verify
  const endedAt = Date.now()
  const marks = await readMarks(file)
  const [tutorial] = (JSON.parse(await readFile(json, 'utf8')) as JsonReport).testResults
  const checks = tutorial!.assertionResults.map(({ duration, meta }) => ({
    duration: duration ?? 0,
    steps: meta.verdict?.steps ?? [],
  }))
  // What comes before the first check that does anything waits for the container.
  const done = checks.slice(checks.findIndex(({ steps }) => steps.length > 0))
  const inChecks = done.reduce((sum, { duration }) => sum + duration, 0)
  // vitest tells when tests began only where they were not skipped.
  const begunAt = tutorial!.endTime - inChecks
  // The first thread of all makes the plan.
  const [nodeAt, planAt] = [marks.node ?? startedAt, Math.min(...marks.threads)]
  const steps = done.flatMap((check) => check.steps)
  const kinds = sumByKind(steps.map(({ what, durationMs = 0 }) => [kindOf(what), durationMs]))
  const inSteps = Object.values(kinds).reduce((sum, one) => sum + one, 0)
  return {
    'Node starts': nodeAt - startedAt,
    'modules, plan': Math.min(planAt, imageAt) - nodeAt,
    'engine, image': imageAt - Math.min(planAt, imageAt),
    'container starts': begunAt - imageAt,
    ...kinds,
    'between steps': inChecks - inSteps,
    'container ends': endedAt - tutorial!.endTime,
  }
}

/** The same of the script, which says itself when each of its parts had ended. */
export async function phasesByHand(image: string): Promise<Times> {
  const startedAt = Date.now()
  const { stdout } = await execa(BY_HAND, [image, SAMPLE])
  const lines = stdout.split('\n').map((line) => line.split(' '))
  let before = startedAt
  const took = lines.map(([mark = '', micros]): [Phase, number] => {
    const at = Number(micros) / 1000
    const phase = BY_MARK[mark]
    if (!phase) throw new Error(`The script knows "${mark}", and this does not`)
    const duration = at - before
    before = at
    return [phase, duration]
  })
  return sumByKind(took)
}

const BY_MARK: Readonly<Record<string, Phase>> = {
  begin: 'container starts',
  container: 'container starts',
  nix: 'Nix builds',
  servers: 'servers, requests',
  shell: 'nix-shell',
  files: 'files, directories',
  end: 'container ends',
}

/** @param what As the verdict names the step. */
function kindOf(what: string): Phase {
  if (/^run nix-build|^nixos-rebuild/.test(what)) return 'Nix builds'
  if (/^open nix-shell|\(in main\/1\)$|^leave /.test(what)) return 'nix-shell'
  if (/^run (?:\.\/result\/bin\/|sample-app|curl)|^request /.test(what)) return 'servers, requests'
  return 'files, directories'
}

function sumByKind(parts: readonly (readonly [Phase, number])[]): Times {
  const sums: Times = {}
  for (const [phase, duration] of parts) sums[phase] = (sums[phase] ?? 0) + duration
  return sums
}
