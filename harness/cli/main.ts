import { Command, CommanderError } from 'commander'
import { EXIT_CODES, NixproofError } from '../errors.ts'
import { loadPlanner, unloadPlanner } from './_plan-ahead.ts'
import { printError } from './_print.ts'
import { readVersion } from './_version.ts'

/** In the order of the help. */
const COMMANDS = {
  async verify() {
    loadPlanner()
    return (await import('./verify.ts')).verifyCommand
  },
  merge: async () => (await import('./merge.ts')).mergeCommand,
  matrix: async () => (await import('./matrix.ts')).matrixCommand,
  plan: async () => (await import('./plan.ts')).planCommand,
  shell: async () => (await import('./shell.ts')).shellCommand,
  fix: async () => (await import('./fix.ts')).fixCommand,
  pins: async () => (await import('./pins.ts')).pinsCommand,
  image: async () => (await import('./image.ts')).imageCommand,
  engine: async () => (await import('./engine.ts')).engineCommand,
  doctor: async () => (await import('./doctor.ts')).doctorCommand,
  cache: async () => (await import('./cache.ts')).cacheCommand,
  clean: async () => (await import('./clean.ts')).cleanCommand,
}

/**
 * Runs one command line.
 *
 * @returns The exit code: 0 proved, 1 the tutorial is wrong, 2 the call is wrong, 3 the
 *   environment is missing something.
 */
export async function main(args: readonly string[]): Promise<number> {
  let exitCode = 0
  const program = new Command('nixproof')
    .description('Proves that a Nix packaging tutorial still works')
    .version(readVersion())
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('after', HELP)
  // What is not called need not be loaded; the help lists all.
  const all = Object.entries(COMMANDS)
  const named = all.filter(([name]) => name === args[0])
  const loads = named.length > 0 ? named : all
  const makers = await Promise.all(loads.map(([, load]) => load()))
  const commands = makers.map((make) =>
    make((code) => {
      exitCode = code
    }),
  )
  for (const command of commands) program.addCommand(command.copyInheritedSettings(program))
  try {
    await program.parseAsync(args, { from: 'user' })
    return exitCode
  } catch (error) {
    // commander has already said what is wrong, and what would be right.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_CODES.call
    printError(error)
    return error instanceof NixproofError ? EXIT_CODES[error.blame] : EXIT_CODES.environment
  } finally {
    await unloadPlanner()
  }
}

const HELP = `
Examples:
  nixproof verify README.plan.yaml        prove every check of a tutorial
  nixproof verify README.plan.yaml --nix 2.34 --image embedded
  nixproof plan README.md                 say what is done with each block, and why
  nixproof merge blobs                    one report of what several machines have found
  nixproof pins README.md --origin github:OWNER/REPO=PATH    judge its hashes
  nixproof image --manifest               list what the image is made of
  nixproof doctor                         what a run depends on, and what to do
  nixproof clean                          remove what killed runs have left
  nixproof engine stop                    stop the engine that nixproof started

Exit codes:
  0  proved            2  the call is wrong
  1  tutorial wrong    3  the environment is missing something`
