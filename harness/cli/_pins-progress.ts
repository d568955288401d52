import { formatPlace } from '../errors.ts'
import type { JudgeOptions } from '../tutorial/pins/judge.ts'
import type { Progress } from './_progress.ts'
import { seconds } from './_print.ts'

/** What takes longer than this is said to, with what makes it shorter. */
const LONG_MS = 60_000

export const JUDGE = 'Judge the pins'

/** How pins are judged, with how far that is. */
export function judgeOptions(
  progress: Progress,
  since: string | undefined,
  signal: AbortSignal,
): JudgeOptions {
  let warned = false
  return {
    signal,
    since,
    onProgress: ({ place }, { done, total, leftMs }) => {
      if (done === total) return progress.update(JUDGE)
      const left = leftMs > 0 ? `, about ${seconds(leftMs)} left` : ''
      const step = `Hash ${total} trees of the history for the pin at ${formatPlace(place)}`
      progress.update(`${step}: ${done}${left}`)
      if (warned || leftMs < LONG_MS) return
      warned = true
      progress.detail([
        `${total} trees take about ${seconds(leftMs)}; --since DATE looks at fewer of them`,
      ])
    },
  }
}
