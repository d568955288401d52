import type { Finding } from '../judging/finding.ts'
import { editsFor, type EditMode } from '../pins/edits.ts'
import type { FileReport } from '../pins/report.ts'

/** What is wrong with the pins of a file, with what mends each. */
export function pinFindings({ pins, windows }: FileReport, mode: EditMode): Finding[] {
  return pins.flatMap(({ judgement, findings }) => {
    const edits = editsFor([judgement], windows, mode)
    return findings.flatMap(({ severity, history, ...finding }): Finding[] => {
      if (severity === 'ok') return []
      // The hash alone leaves a branch a branch.
      const mends = finding.code !== 'PIN_MOVING' || mode !== 'hash'
      const found = [finding.found, ...history].filter((line) => line !== undefined)
      return [
        {
          ...finding,
          severity,
          ...(found.length > 0 && { found: found.join('\n') }),
          ...(mends && edits.length > 0 && { mends: [{ writes: 'text', edits }] }),
        },
      ]
    })
  })
}
