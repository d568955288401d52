import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { load, type Machine, type Versions } from './_machine.ts'

/** What a figure is to be at most: of issue 6, or of the README's claims. */
export interface Target {
  /** A letter of issue 6, or the number of another issue. */
  readonly row: string
  readonly value: number
  readonly atMost: number
}

export interface Figure {
  readonly name: string
  /** For people; the target is judged by `target.value`. */
  readonly figure: string
  readonly detail: string
  readonly target?: Target & { readonly met: boolean }
  /** Of the machine when it had been measured: see `load()`. */
  readonly load: number
  /** Milliseconds, where their names do not say otherwise; in the order in which they were taken. */
  readonly samples: unknown
}

/** The file of one run. What cannot be read as this has another format. */
export interface Results {
  readonly format: 1
  /** When it began. ISO 8601. */
  readonly date: string
  readonly minutes: number
  readonly commit: string
  readonly machine: Machine & { readonly loadAtStart: number; readonly loadAtEnd: number }
  readonly versions: Versions
  readonly figures: readonly Figure[]
}

/** What a bench run found: a table for people, and the raw samples. */
export class Report {
  readonly #startedAt = new Date()
  readonly #loadAtStart = load()
  readonly #figures: Figure[] = []

  add(name: string, figure: string, detail: string, samples: unknown): void {
    this.#figures.push({ name, figure, detail, load: load(), samples: rounded(samples) })
  }

  /** A figure that is held against a target. */
  judge(
    name: string,
    { row, value, atMost }: Target,
    { unit = '', detail, samples }: { unit?: string; detail: string; samples: unknown },
  ): void {
    const met = value <= atMost
    const digits = unit === '' ? 2 : unit === 'MB' ? 0 : 1
    const of = (number: number): string => `${number.toFixed(digits)}${unit && ` ${unit}`}`
    const figure = `${of(value)} (target: at most ${of(atMost)}, ${met ? 'met' : 'NOT met'})`
    const target = { row, value, atMost, met }
    const all = { name: `(${row}) ${name}`, figure, detail, target }
    this.#figures.push({ ...all, load: load(), samples: rounded(samples) })
  }

  table(): string {
    const rows = this.#figures.map(({ name, figure, detail }) => [name, figure, detail])
    const all = [['what', 'figure', 'detail'], ['---', '---', '---'], ...rows]
    return all.map((row) => `| ${row.join(' | ')} |`).join('\n')
  }

  results(commit: string, machine: Machine, versions: Versions): Results {
    const minutes = Math.round((Date.now() - this.#startedAt.getTime()) / 6000) / 10
    return {
      format: 1,
      date: this.#startedAt.toISOString(),
      minutes,
      commit,
      machine: { ...machine, loadAtStart: this.#loadAtStart, loadAtEnd: load() },
      versions,
      figures: this.#figures,
    }
  }
}

export async function saveResults(results: Results, file: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  // Samples are many, and nobody reads them line by line.
  const figures = results.figures.map((figure) => `    ${JSON.stringify(figure)}`).join(',\n')
  const head = JSON.stringify({ ...results, figures: [] }, null, 2)
  await writeFile(file, `${head.replace('"figures": []', () => `"figures": [\n${figures}\n  ]`)}\n`)
}

export const ms = (value: number): string => `${Math.round(value)} ms`

/** Numbers to a tenth, of whatever shape. */
function rounded(samples: unknown): unknown {
  const text = JSON.stringify(samples, (_, value: unknown) =>
    typeof value === 'number' && !Number.isInteger(value) ? Number(value.toFixed(3)) : value,
  )
  return JSON.parse(text) as unknown
}
