import process from 'node:process'
import { Command, InvalidArgumentError, Option } from 'commander'
import { NixproofError } from '../errors.ts'
import { CELL_FORMATS, type CellFormat } from '../matrix/format-cells.ts'
import type { MatrixFlags } from './_run-matrix.ts'
import { reporterOptions } from './_reporter-options.ts'
import { incrementalOption } from './_run-options.ts'
import { matrixOptions, type MatrixChoice } from './_matrix-options.ts'
import { shardOption } from './_shard-option.ts'
import { cacheOption } from './_warm.ts'

interface Flags extends MatrixChoice, MatrixFlags {
  readonly list?: true
  readonly format?: CellFormat
}

export function matrixCommand(setExitCode: (code: number) => void): Command {
  const command = new Command('matrix')
    .description('Prove tutorials in each combination of Nix, nixpkgs, image, sandbox and variant')
    .argument('[path...]', 'of the tutorials of the configuration these alone; without one, these')
    .option('--list', 'print the cells, and run nothing')
    .addOption(
      new Option(
        '--format <kind>',
        'how --list prints them; github: for fromJSON in a workflow',
      ).choices(CELL_FORMATS),
    )
    .addOption(shardOption())
    .addOption(
      new Option(
        '--jobs <count>',
        "how many containers work at once (default: one for each of the engine's processors, as far as its memory has room for what each may use)",
      ).argParser(parseJobs),
    )
    .addOption(cacheOption())
    .addOption(incrementalOption())
    .addHelpText('after', HELP)
  return reporterOptions(matrixOptions(command)).action(async (names: string[], flags: Flags) => {
    const [{ loadConfig }, { chooseCells }] = await Promise.all([
      import('../matrix/load-config.ts'),
      import('../matrix/choose-cells.ts'),
    ])
    const config = await loadConfig(flags.config)
    const cells = chooseCells(config.cells, flags.cell)
    if (flags.list) {
      const { formatCells } = await import('../matrix/format-cells.ts')
      process.stdout.write(`${formatCells(cells, flags.format ?? 'text')}\n`)
      return
    }
    if (flags.format !== undefined) {
      throw new NixproofError('USAGE', 'Nothing is printed in a format where cells are run', {
        wanted: '--list with --format',
        found: `--format ${flags.format} alone`,
        next: 'Add --list, or take --reporter for what came of the checks',
      })
    }
    const { matrixTutorials } = await import('./_matrix-tutorials.ts')
    const tutorials = await matrixTutorials(config, names)
    const { runMatrix } = await import('./_run-matrix.ts')
    setExitCode(await runMatrix(tutorials, cells, flags, config))
  })
}

function parseJobs(text: string): number {
  const jobs = Number(text)
  if (Number.isSafeInteger(jobs) && jobs > 0) return jobs
  throw new InvalidArgumentError('It has to be a whole number from 1 on.')
}

const HELP = `
Without a configuration the cells are those of the embedded image: each Nix, with and without its
sandbox. nixproof.config.ts, .mts, .js, .mjs, .json, .yaml or .yml declares others:

  import { defineConfig } from 'nixproof'
  export default defineConfig({
    tutorials: ['README.md', { path: 'docs', workspace: '.' }],
    axes: { nix: ['2.26', '2.34'], nixpkgs: ['24.11', '25.11'], sandbox: [false, true] },
    exclude: [{ nix: '2.26', sandbox: true }],
    expect: [
      { cells: { nixpkgs: '25.11' }, code: 'NIX_EVALUATION', reason: 'no format, issue 7' },
    ],
  })

Examples:
  nixproof matrix docs                            all tutorials in docs, in all cells
  nixproof matrix --cell nix=2.34 --jobs 1        one after the other
  nixproof matrix --cache                         what was built before is not built again
  nixproof matrix --list                          the cells, and what is known to fail in them
  nixproof matrix --list --cell nix=2.34,sandbox=on
  nixproof matrix --list --format json            for programs

  In a GitHub workflow, a job for each cell:
    jobs:
      cells:
        runs-on: ubuntu-latest
        outputs:
          matrix: \${{ steps.list.outputs.matrix }}
        steps:
          - uses: actions/checkout@v4
          - id: list
            run: echo "matrix=$(npx nixproof matrix --list --format github)" >> "$GITHUB_OUTPUT"
      verify:
        needs: cells
        strategy:
          matrix: \${{ fromJSON(needs.cells.outputs.matrix) }}
        runs-on: ubuntu-latest
        steps:
          - uses: actions/checkout@v4
          - run: npx nixproof matrix --cell '\${{ matrix.name }}'`
