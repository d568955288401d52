import type { Attachment } from '../../verdict.ts'
import type { DetailedResult } from '../result.ts'

/** Characters of one log, of all those of a check, and of all those of a page. */
const OF_ONE = { failed: 65_536, other: 2048 } as const
const OF_CHECK = { failed: 131_072, other: 4096 } as const
const OF_PAGE = 8_388_608

/** The end of a log. */
export interface KeptLog {
  readonly name: string
  readonly text: string
  /** Characters before it that are left out. */
  readonly left: number
}

/** What a page has of the logs of its checks. */
export interface KeptLogs {
  of(result: DetailedResult): readonly KeptLog[]
}

/** Logs have no end; a page has one. Those of checks that failed come first. */
export function keepLogs(results: readonly DetailedResult[]): KeptLogs {
  const kept = new Map<DetailedResult, readonly KeptLog[]>()
  let room = OF_PAGE
  const failed = results.filter(({ state }) => state === 'failed')
  const others = results.filter(({ state }) => state !== 'failed')
  for (const result of [...failed, ...others]) {
    const kind = result.state === 'failed' ? 'failed' : 'other'
    let most = Math.min(room, OF_CHECK[kind])
    const logs = (result.logs ?? []).filter(isText).map(({ name, body }) => {
      const text = endOf(body, Math.min(most, OF_ONE[kind]))
      most -= text.length
      room -= text.length
      return { name, text, left: body.length - text.length }
    })
    if (logs.length > 0) kept.set(result, logs)
  }
  return { of: (result) => kept.get(result) ?? [] }
}

/** From the beginning of a line on, where there is one. */
function endOf(text: string, most: number): string {
  if (text.length <= most) return text
  if (most <= 0) return ''
  const end = text.slice(-most)
  const line = end.indexOf('\n')
  return line < 0 || line > most / 2 ? end : end.slice(line + 1)
}

function isText({ contentType }: Attachment): boolean {
  return contentType.startsWith('text/')
}
