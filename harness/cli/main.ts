import { readFileSync } from 'node:fs'
import { Command, CommanderError } from 'commander'
import { EXIT_CODES, NixproofError } from '../errors.ts'
import { cleanCommand } from './clean.ts'
import { doctorCommand } from './doctor.ts'
import { engineCommand } from './engine.ts'
import { imageCommand } from './image.ts'
import { printError } from './_print.ts'
import { matrixCommand } from './matrix.ts'
import { pinsCommand } from './pins.ts'
import { planCommand } from './plan.ts'
import { fixCommand } from './fix.ts'
import { shellCommand } from './shell.ts'
import { verifyCommand } from './verify.ts'

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
  const makers = [
    verifyCommand,
    matrixCommand,
    planCommand,
    shellCommand,
    fixCommand,
    pinsCommand,
    imageCommand,
    engineCommand,
    doctorCommand,
    cleanCommand,
  ]
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
  }
}

function readVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}

const HELP = `
Examples:
  nixproof verify README.plan.yaml        prove every check of a tutorial
  nixproof verify README.plan.yaml --nix 2.34 --image embedded
  nixproof plan README.md                 say what is done with each block, and why
  nixproof pins README.md --origin github:OWNER/REPO=PATH    judge its hashes
  nixproof image --manifest               list what the image is made of
  nixproof doctor                         what a run depends on, and what to do
  nixproof clean                          remove what killed runs have left
  nixproof engine stop                    stop the engine that nixproof started

Exit codes:
  0  proved            2  the call is wrong
  1  tutorial wrong    3  the environment is missing something`
