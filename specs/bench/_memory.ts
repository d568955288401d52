import { readFile, readdir } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'

/** What a process on this machine and all below it use, while it runs. */
export interface Usage {
  /** Of resident memory, of all of them together. Bytes. */
  readonly peak: number
  /** Processor time of them all, as far as it was seen. Milliseconds. */
  readonly processor: number
}

const EVERY_MS = 50
/** Of /proc/PID/stat: USER_HZ, on every Linux that Node runs on. */
const TICK_MS = 10

/**
 * Looks at a process until it is gone. Containers and the engine are not below it.
 *
 * @param pid Of the command that is measured.
 */
export async function watchProcess(pid: number): Promise<Usage> {
  const processor = new Map<number, number>()
  let peak = 0
  for (;;) {
    const all = await familyOf(pid)
    if (all.length === 0) break
    for (const one of all) processor.set(one.pid, one.ticks * TICK_MS)
    // The kernel remembers the most that a process had; of several, only what they have at one moment counts.
    const [first] = all
    const together = all.reduce((sum, { resident }) => sum + resident, 0)
    peak = Math.max(peak, together, first!.most)
    await sleep(EVERY_MS)
  }
  return { peak, processor: [...processor.values()].reduce((sum, one) => sum + one, 0) }
}

interface Process {
  readonly pid: number
  readonly ticks: number
  /** Bytes, now and at most. */
  readonly resident: number
  readonly most: number
}

/** The process, if it is still there, and those that it has started, and those that they have. */
async function familyOf(pid: number): Promise<Process[]> {
  const first = await readProcess(pid)
  if (!first) return []
  const found = [first]
  for (const { pid: parent } of found) found.push(...(await childrenOf(parent)))
  return found
}

async function childrenOf(pid: number): Promise<Process[]> {
  const threads = await readdir(`/proc/${pid}/task`).catch(() => [])
  const lists = await Promise.all(
    threads.map((thread) =>
      readFile(`/proc/${pid}/task/${thread}/children`, 'utf8').catch(() => ''),
    ),
  )
  const ids = lists.join(' ').split(' ').filter(Boolean).map(Number)
  const all = await Promise.all(ids.map((id) => readProcess(id)))
  return all.filter((one) => one !== undefined)
}

/** @returns `undefined` for one that has ended: then it has no memory. */
async function readProcess(pid: number): Promise<Process | undefined> {
  const texts = ['stat', 'status'].map((name) => readFile(`/proc/${pid}/${name}`, 'utf8'))
  const [stat, status] = await Promise.all(texts).catch(() => ['', ''])
  const kilobytes = (name: string): number =>
    Number(new RegExp(String.raw`^${name}:\s+(\d+) kB$`, 'm').exec(status!)?.[1] ?? Number.NaN)
  const resident = kilobytes('VmRSS') * 1024
  if (Number.isNaN(resident)) return undefined
  // The second field is a name, which may have anything in it.
  const fields = stat!.slice(stat!.lastIndexOf(')') + 2).split(' ')
  const ticks = Number(fields[11]) + Number(fields[12])
  return { pid, ticks, resident, most: kilobytes('VmHWM') * 1024 }
}
