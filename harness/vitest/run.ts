import process from 'node:process'
import { startVitest, type TestModule } from 'vitest/node'
import { CODES, EXIT_CODES, NixproofError, type Code } from '../errors.ts'
import { nixproof } from './plugin.ts'

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
  const count = (state: string): number =>
    tests.filter((test) => test.result().state === state).length
  const errors = [
    ...tests.flatMap((test) => test.result().errors ?? []),
    ...modules.flatMap((module) => [
      ...module.errors(),
      ...[...module.children.allSuites()].flatMap((suite) => suite.errors()),
    ]),
    ...unhandled,
  ]
  const [held, failed, skipped] = [count('passed'), count('failed'), count('skipped')]
  if (held + failed === 0 && errors.length === 0) {
    throw new NixproofError('NO_CHECKS', 'Not one check was run, so nothing is proved', {
      next: 'Look at the plan: everything in it was skipped',
    })
  }
  return { held, failed, skipped, exitCode: Math.max(0, ...errors.map(exitCodeOf)) }
}

/** What is not an error of nixproof's own says nothing about the tutorial. */
function exitCodeOf(error: unknown): number {
  const code = (error as { code?: unknown }).code
  const known = typeof code === 'string' && code in CODES
  return EXIT_CODES[known ? CODES[code as Code] : 'environment']
}
