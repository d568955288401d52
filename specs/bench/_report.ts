import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'

/** What a bench run found: a table for people, and the raw samples. */
export class Report {
  readonly #rows: [name: string, figure: string, detail: string][] = []
  readonly #samples: Record<string, unknown> = {}

  add(name: string, figure: string, detail: string, raw: unknown): void {
    this.#rows.push([name, figure, detail])
    this.#samples[name] = raw
  }

  table(): string {
    const rows = [['what', 'figure', 'detail'], ['---', '---', '---'], ...this.#rows]
    return rows.map((row) => `| ${row.join(' | ')} |`).join('\n')
  }

  async save(file: string): Promise<void> {
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, JSON.stringify({ rows: this.#rows, samples: this.#samples }, null, 2))
  }
}

export const ms = (value: number): string => `${Math.round(value)} ms`
