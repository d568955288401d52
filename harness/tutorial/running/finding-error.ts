import { NixproofError, type Code } from '../../errors.ts'
import type { Finding } from '../judging/finding.ts'

/** A finding that ends its check. */
export class FindingError extends NixproofError {
  /** The first is the one that it is about. */
  readonly findings: readonly Finding[]

  constructor(finding: Finding, others: readonly Finding[] = []) {
    const { code, summary, wanted, found, diff, place, next } = finding
    const more = others.map((one) => `${one.place.file}:${one.place.line ?? 1}: ${one.summary}`)
    const told = [found, diff, ...more].filter((text) => text !== undefined && text !== '')
    super(code, summary, {
      place,
      ...(wanted !== undefined && { wanted }),
      ...(told.length > 0 && { found: told.join('\n') }),
      ...(next !== undefined && { next }),
    })
    this.findings = [finding, ...others]
  }
}

/** @throws FindingError of the first finding that somebody has to act on, with the others named in it. */
export function requireNone(findings: readonly (Finding | undefined)[]): void {
  const grave = findings.filter((one) => one !== undefined && one.severity !== 'warning')
  const [first, ...others] = grave
  if (first)
    throw new FindingError(
      first,
      others.filter((one) => one !== undefined),
    )
}

/** A text that is not up to date keeps no reader from going on. */
export function isDrift({ code }: { readonly code: Code }): boolean {
  return ['DRIFT_OUTPUT', 'DRIFT_FILE', 'DRIFT_PATH', 'DRIFT_PORT'].includes(code)
}
