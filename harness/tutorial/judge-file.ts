import { readFile } from 'node:fs/promises'
import { NixproofError, type Code } from '../errors.ts'
import type { GitOriginOptions } from '../origin/git/flag.ts'
import type { Finding } from './pins/finding.ts'
import { openPinOrigins } from './pins/origins.ts'
import { examine } from './pins/report.ts'

/**
 * Judges the pins of a file against the clones. A store that has what a pin means does not hide
 * that its origin has something else by now: nothing is asked of the store.
 *
 * @returns In words, how many hold.
 * @throws NixproofError with the code of the first pin that does not hold; PIN_UNJUDGED when there
 *   is nothing to judge.
 */
export async function judgeFile(
  file: string,
  clones: readonly GitOriginOptions[],
  signal: AbortSignal,
): Promise<string> {
  await using opened = await openPinOrigins(clones, signal)
  const report = await examine(file, await readFile(file, 'utf8'), opened.origins, 'hash', {
    signal,
  })
  const findings = report.pins.flatMap((pin) => pin.findings)
  const wrong = findings.filter(({ severity }) => severity !== 'ok' && severity !== 'warning')
  const [first] = wrong
  if (first) throw toError(first, wrong.slice(1))
  if (findings.length === 0) {
    throw new NixproofError('PIN_UNJUDGED', `"${file}" has no pin to judge`, {
      wanted: 'A fetcher call with literal arguments',
      place: { file },
      next: 'Name the file that has the calls',
    })
  }
  return findings.map(({ code, summary }) => `${code} ${summary}`).join('\n')
}

function toError(
  { code, summary, wanted, found, history, place, next }: Finding,
  others: readonly Finding[],
): NixproofError {
  const unjudged = others.filter((other) => other.code === 'PIN_UNJUDGED').length
  const more = [...counted(others.length - unjudged, 'wrong'), ...counted(unjudged, 'not judged')]
  return new NixproofError(code satisfies Code, summary, {
    ...(wanted !== undefined && { wanted }),
    found: [found, ...history, ...more].filter(Boolean).join('\n'),
    place,
    ...(next !== undefined && { next: `${next}: nixproof pins ${place.file} --origin …` }),
  })
}

function counted(count: number, how: string): string[] {
  return count > 0 ? [`${count} more of its pins ${count === 1 ? 'is' : 'are'} ${how}`] : []
}
