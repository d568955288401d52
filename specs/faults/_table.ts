import { NixproofError, type Code } from '../../harness/errors.ts'
import { FAULTS } from './_all.ts'

/** Faults that take more than a build of fixtures/broken, and which spec provokes them. */
const ELSEWHERE: readonly { readonly what: string; readonly spec: string; readonly code: Code }[] =
  [
    { what: 'nixpkgs wants a newer Nix (2.8)', spec: 'nixpkgs-rules', code: 'NIX_TOO_OLD' },
    {
      what: 'a binary cache has it, signed by somebody who is not trusted',
      spec: 'nix-settings',
      code: 'SUBSTITUTE_UNTRUSTED',
    },
    {
      what: 'a remote builder does not answer, or refuses',
      spec: 'nix-settings',
      code: 'BUILDER_UNAVAILABLE',
    },
  ]

/** What stands around the table in the README. */
const [START, END] = ['<!-- faults -->\n', '\n<!-- /faults -->']

/** The README with the table of faults as it has to be. */
export function withFaultTable(readme: string): string {
  const [before = '', rest = ''] = readme.split(START)
  const after = rest.split(END)[1] ?? ''
  return `${before}${START}\n${faultTable()}\n${END}${after}`
}

/** One row for each code, in the order of the faults. */
function faultTable(): string {
  const codes = [...new Set([...FAULTS, ...ELSEWHERE].map(({ code }) => code))]
  const rows = codes.map((code) => [whatOf(code), `\`${code}\``, new NixproofError(code, '').blame])
  const table = [['what goes wrong', 'code', 'blame'], ...rows]
  const widths = [0, 1, 2].map((column) => Math.max(...table.map((row) => row[column]!.length)))
  const lines = table.map((row) => line(row.map((text, column) => text.padEnd(widths[column]!))))
  lines.splice(1, 0, line(widths.map((width) => '-'.repeat(width))))
  return lines.join('\n')
}

function whatOf(code: Code): string {
  const faults = FAULTS.filter((fault) => fault.code === code)
  const elsewhere = ELSEWHERE.filter((fault) => fault.code === code)
  return [
    ...faults.map(({ what, name }) => `[${what}](fixtures/broken/${name})`),
    ...elsewhere.map(({ what, spec }) => `[${what}](specs/${spec}.spec.ts)`),
  ].join('; ')
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}
