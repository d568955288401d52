/** A line longer than this is passed on in pieces, so that nothing grows without bound. */
const MAX_LINE = 64 * 1024

/** Calls `onLine` for each whole line, without its end. */
export function createLineSplitter(onLine: (line: string) => void): {
  push(text: string): void
  end(): void
} {
  let pending = ''
  return {
    push(text) {
      const lines = (pending + text).split('\n')
      pending = lines.pop() ?? ''
      for (const line of lines) onLine(line)
      if (pending.length > MAX_LINE) {
        onLine(pending)
        pending = ''
      }
    },
    end() {
      if (pending !== '') onLine(pending)
      pending = ''
    },
  }
}
