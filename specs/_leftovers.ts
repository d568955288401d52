import { readdir, readFile, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import { execa } from 'execa'
import { commandLine } from '../harness/engine/process-info.ts'

/**
 * Ends what a killed dockerd has left: containerd and its shims, which name the directory in their
 * command lines, and the containers below them, which do not.
 */
export async function endBelow(directory: string): Promise<void> {
  const parents = await parentsByPid()
  const doomed = new Set(
    [...parents.keys()].filter((pid) =>
      commandLine(pid).some((word) => word.includes(`${directory}/`)),
    ),
  )
  for (let size = -1; size < doomed.size;) {
    size = doomed.size
    for (const [pid, parent] of parents) if (doomed.has(parent)) doomed.add(pid)
  }
  for (const pid of doomed) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // It has ended meanwhile.
    }
  }
}

async function parentsByPid(): Promise<ReadonlyMap<number, number>> {
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const entries = names.map(async (name): Promise<[number, number]> => {
    const stat = await readFile(join('/proc', name, 'stat'), 'utf8').catch(() => '')
    // The name of the program stands in parentheses, and may hold any character.
    return [Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] ?? 0)]
  })
  return new Map(await Promise.all(entries))
}

/** Takes away all mounts below a directory, also those that somebody still uses. */
export async function detachBelow(directory: string): Promise<void> {
  for (const mount of await mountsBelow(directory)) {
    // oxlint-disable-next-line no-await-in-loop -- what was mounted last goes first
    await execa('umount', ['--lazy', mount], { reject: false })
  }
}

/** What was mounted last stands first. */
export async function mountsBelow(directory: string): Promise<string[]> {
  const [within, table] = await Promise.all([
    realpath(directory),
    readFile('/proc/self/mountinfo', 'utf8'),
  ])
  const mounts = table.split('\n').map((line) => unescaped(line.split(' ')[4] ?? ''))
  return mounts.filter((mount) => mount.startsWith(`${within}/`)).toReversed()
}

/** The kernel writes spaces and the like as three octal digits. */
function unescaped(path: string): string {
  return path.replaceAll(/\\(\d{3})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  )
}
