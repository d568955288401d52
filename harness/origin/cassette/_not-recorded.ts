import { NixproofError } from '../../errors.ts'
import type { RecordedRequest, Recording } from './_format.ts'
import { nearestRecordings, type Near } from './_match.ts'

/**
 * The cassette is missing something that the tutorial asks for. The blame is the environment's: on
 * the internet the tutorial may well be right, so nothing is said about it until this is recorded.
 */
export function notRecorded(
  directory: string,
  asked: RecordedRequest,
  recordings: readonly Recording[],
): NixproofError {
  const near = nearestRecordings(asked, recordings)
  const none = recordings.length === 0 ? 'No recordings at all' : 'Nothing like it'
  return new NixproofError('NOT_RECORDED', `${asked.method} ${asked.url} is not recorded`, {
    wanted: `A recording of it in "${directory}"`,
    found: near.length > 0 ? near.map(describe).join('\n') : `${none}, of ${recordings.length}`,
    next: 'Record it where there is internet, in mode "record-new"; or correct the address',
  })
}

function describe({ request: { method, url }, differences }: Near): string {
  const parts = differences.map(
    ({ part, recorded, asked }) => `${part} (recorded "${recorded}", asked for "${asked}")`,
  )
  return `${method} ${url} differs in ${parts.join(', ')}`
}
