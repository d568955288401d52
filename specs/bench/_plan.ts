/** A plan of 1,000 and of 10,000 blocks, and the same text parsed by what remark parses with. */
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { median, pairs } from './_measure.ts'
import type { Shape } from './_plan-text.ts'
import { ms, type Report } from './_report.ts'

const ONCE = fileURLToPath(new URL('_plan-once.ts', import.meta.url))
const ROUNDS = 5
const DOCUMENTS: readonly (readonly [Shape, string])[] = [
  ['server', 'files and servers, a section each'],
  ['nixos', 'Nix, all in one section'],
]

export async function benchPlan(report: Report): Promise<void> {
  for (const [shape, what] of DOCUMENTS) {
    for (const blocks of [1000, 10_000]) {
      const memory = { ours: [] as number[], theirs: [] as number[] }
      const once = async (whose: 'ours' | 'theirs'): Promise<number> => {
        const { stdout } = await execa('node', [ONCE, shape, String(blocks), whose])
        const { ms: took, mib, found } = JSON.parse(stdout) as Record<string, number>
        if (found !== blocks) throw new Error(`${whose}: ${found} of ${blocks} blocks`)
        memory[whose].push(mib!)
        return took!
      }
      const times = await pairs(
        ROUNDS,
        () => once('ours'),
        () => once('theirs'),
      )
      const say = (whose: 'ours' | 'theirs'): string =>
        `${ms(median(times[whose]))} and ${Math.round(Math.max(...memory[whose]))} MiB at most`
      report.add(
        `plan of ${blocks.toLocaleString('en')} blocks / parsing by mdast alone`,
        (median(times.ours) / median(times.theirs)).toFixed(2),
        `${what}: ${say('ours')}, mdast-util-from-markdown ${say('theirs')}`,
        { times, memory },
      )
    }
  }
}
