import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import process from 'node:process'
import { styleText } from 'node:util'
import { Command } from 'commander'
import { shareRun } from '../config.ts'
import type { Engine } from '../engine/find.ts'
import { endRun } from '../engine/lifetime.ts'
import { NixproofError } from '../errors.ts'
import { findAltered } from '../tutorial/altered.ts'
import { cassettePath } from '../origin/cassette/mode.ts'
import type { Plan } from '../tutorial/plan.ts'
import { readPlan } from '../tutorial/read-plan.ts'
import { checkAhead } from '../tutorial/verdict.ts'
import type { WayOut } from '../tutorial/way-out.ts'
import type { Outcome } from '../vitest/run.ts'
import { CheckReporter } from './_check-reporter.ts'
import { deadText } from './_clean-report.ts'
import { imageOptions, type ImageFlags } from './_image-options.ts'
import { originOptions, type OriginFlags } from './_origin-options.ts'
import { seconds } from './_print.ts'

type Flags = ImageFlags & OriginFlags & { readonly sandbox?: true }

const PLAN_NAME = /\.plan\.yaml$/

export function verifyCommand(setExitCode: (code: number) => void): Command {
  const command = new Command('verify')
    .description('Prove a tutorial: do in a clean container what its reader is told to do')
    .argument('<plan>', 'the plan of the tutorial, such as README.plan.yaml')
    .option('--sandbox', "build in Nix's own sandbox")
    .addHelpText('after', '\nExample:\n  nixproof verify docs/README.plan.yaml --nix 2.34')
  return originOptions(imageOptions(command)).action(async (name: string, flags: Flags) => {
    const startedAt = performance.now()
    const file = resolve(name)
    requirePlan(name, file)
    // A plan that cannot be read is the caller's fault: say so before anything is set up.
    const plan = readPlan(await readText(file), name)
    await checkPlaces(plan, file)
    shareRun()
    const { setUp } = await import('./_setup.ts')
    const settingUp = setUp({ choice: flags.image, nix: flags.nix, refresh: false })
    // testcontainers is not small, and the engine answers meanwhile.
    const [{ Session }, { engine, image }] = await Promise.all([
      import('../tutorial/run.ts'),
      settingUp,
    ])
    // The container starts while vitest gets ready: two cores, and neither needs the other.
    await using wayOut = await openOut(engine, flags, resolve(dirname(file), plan.tutorial))
    const checker = await Session.open({
      engine,
      image: image.reference,
      plan,
      file,
      wayOut,
      sandbox: flags.sandbox ?? false,
    })
    const ahead = checkAhead(checker)
    const { PlanRunner } = await import('../vitest/run.ts')
    await using runner = await PlanRunner.open([file], new CheckReporter())
    const outcome = await runner.run(new Map([[file, ahead]]))
    // An engine that went away has been told as what it is; there is nothing left to end on it.
    const ended = await endRun(engine.docker).catch(() => undefined)
    for (const line of ended ? deadText(ended.dead) : []) process.stderr.write(`${line}\n`)
    conclude(outcome, performance.now() - startedAt)
    setExitCode(outcome.exitCode)
  })
}

/** A container that nobody gave anything to reach needs no way out. */
async function openOut(
  engine: Engine,
  flags: Flags,
  tutorial: string,
): Promise<WayOut | undefined> {
  const { origin: clones, network } = flags
  const directory = cassettePath(tutorial)
  const mode = flags.cassette ?? (existsSync(directory) ? 'replay' : 'off')
  if (clones.length === 0 && network === 'closed' && mode === 'off') return undefined
  const { openWayOut } = await import('../tutorial/way-out.ts')
  return openWayOut(engine, { clones, network, cassette: { directory, mode } })
}

/** vitest takes no other file for a plan, and a tutorial itself is none. */
function requirePlan(name: string, file: string): void {
  if (PLAN_NAME.test(name)) return
  throw new NixproofError('PLAN_INVALID', `"${name}" is not the name of a plan`, {
    wanted: 'A file NAME.plan.yaml',
    found: `"${name}"`,
    place: { file },
    next: 'Name the plan that lies beside the tutorial: nixproof verify README.plan.yaml',
  })
}

/** A check names a line of a tutorial: both have to be there, or "proved" would mean nothing. */
async function checkPlaces(plan: Plan, file: string): Promise<void> {
  const tutorial = resolve(dirname(file), plan.tutorial)
  const text = await readText(tutorial)
  const altered = findAltered(plan, text)
  if (altered) {
    throw new NixproofError('PLAN_INVALID', 'A fragment of the plan is not in the tutorial', {
      wanted: 'What the tutorial has on that line, byte for byte',
      found: 'Another text',
      place: { file: tutorial, line: altered.line },
      next: 'Copy the text out of the tutorial again',
    })
  }
  const lines = text.split('\n').length
  const astray = plan.checks.find(({ line }) => line > lines)
  if (!astray) return
  throw new NixproofError(
    'PLAN_INVALID',
    `The check "${astray.name}" is at no line of the tutorial`,
    {
      wanted: `A line from 1 to ${lines}`,
      found: `line: ${astray.line}`,
      place: { file: tutorial },
      next: 'Correct "line" in the plan',
    },
  )
}

async function readText(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((cause: unknown) => {
    throw new NixproofError('PLAN_INVALID', `"${file}" cannot be opened`, {
      wanted: 'A readable file',
      found: cause instanceof Error ? cause.message : String(cause),
      place: { file },
      next: 'Name a plan that exists: nixproof verify README.plan.yaml',
      cause,
    })
  })
}

function conclude({ held, failed, skipped, exitCode }: Outcome, durationMs: number): void {
  const parts = [`${held} held`, failed && `${failed} did not`, skipped && `${skipped} not run`]
  const word = exitCode === 0 ? 'Proved' : 'Not proved'
  const text = `${word}: ${parts.filter(Boolean).join(', ')} ${seconds(durationMs)}`
  const colour = exitCode === 0 ? 'green' : 'red'
  process.stdout.write(`${styleText([colour, 'bold'], text, { stream: process.stdout })}\n`)
}
