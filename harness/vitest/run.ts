import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { startVitest, type TestCase, type TestModule } from 'vitest/node'
import { EXIT_CODES, NixproofError } from '../errors.ts'
import { nixproof } from './plugin.ts'

const HARNESS = new RegExp(`^${RegExp.escape(fileURLToPath(new URL('..', import.meta.url)))}`)

export interface Outcome {
  readonly held: number
  readonly failed: number
  readonly skipped: number
  readonly exitCode: number
}

/**
 * Runs plans as vitest test files.
 *
 * @param files Absolute paths of plans.
 * @returns The counts, and the exit code of the gravest blame.
 * @throws {NixproofError} `NO_CHECKS` when not one check was run.
 */
export async function runPlans(
  files: readonly string[],
  { root, image }: { readonly root: string; readonly image: string },
): Promise<Outcome> {
  const vitest = await startVitest(
    'test',
    [...files],
    {
      root,
      config: false,
      include: [...files],
      watch: false,
      provide: { image },
      reporters: ['verbose'],
      // Node runs nixproof itself as it is; Vite would only transform it again in every run.
      server: { deps: { external: [HARNESS] } },
      // The frames are nixproof's own; what a reader needs is in the message.
      onStackTrace: () => false,
    },
    { plugins: [nixproof()] },
  )
  try {
    return outcomeOf(vitest.state.getTestModules(), vitest.state.getUnhandledErrors())
  } finally {
    await vitest.close()
    process.exitCode = undefined
  }
}

function outcomeOf(modules: readonly TestModule[], unhandled: readonly unknown[]): Outcome {
  const tests = modules.flatMap((module) => [...module.children.allTests()])
  const inState = (state: string): TestCase[] =>
    tests.filter((test) => test.result().state === state)
  const [held, failed, skipped] = [inState('passed'), inState('failed'), inState('skipped')]
  // What fails outside of a check is a fault of nixproof's own, and says nothing about the tutorial.
  const faults = [...unhandled, ...modules.flatMap((module) => module.errors())]
  if (held.length + failed.length + faults.length === 0) {
    throw new NixproofError('NO_CHECKS', 'Not one check was run, so nothing is proved', {
      next: 'Look at the plan: everything in it was skipped',
    })
  }
  const blames = [
    ...failed.map((test) => test.meta().verdict?.blame ?? 'environment'),
    ...faults.map(() => 'environment' as const),
  ]
  return {
    held: held.length,
    failed: failed.length,
    skipped: skipped.length,
    exitCode: Math.max(0, ...blames.map((blame) => EXIT_CODES[blame])),
  }
}
