import { Option, type Command } from 'commander'

export interface MatrixChoice {
  readonly config?: string
  readonly cell: readonly string[]
}

/** Which cells there are, and which of them are meant. */
export function matrixOptions(command: Command): Command {
  return command
    .option('--config <file>', 'what to prove and where (default: nixproof.config.* here)')
    .addOption(
      new Option(
        '--cell <axis=value,...>',
        'no more than the cells with these values, or that of this name; once for each choice',
      )
        .argParser((text: string, all: readonly string[]) => [...all, text])
        .default([], 'all'),
    )
}
