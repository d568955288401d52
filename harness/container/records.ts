/**
 * Takes the records out of a stream of text: each starts with `mark`, ends with its line, and may
 * stand in the middle of a program's line. All other text is passed on at once, save what may turn
 * out to be the start of a record.
 */
export function createRecordFilter(
  mark: string,
  onText: (text: string) => void,
  onRecord: (words: string) => void,
): { push(text: string): void; end(): void } {
  let pending = ''

  function release(length: number): void {
    if (length > 0) onText(pending.slice(0, length))
    pending = pending.slice(length)
  }

  return {
    push(text) {
      pending += text
      for (let start = pending.indexOf(mark); start >= 0; start = pending.indexOf(mark)) {
        release(start)
        const end = pending.indexOf('\n')
        if (end < 0) return
        const words = pending.slice(mark.length, end)
        pending = pending.slice(end + 1)
        onRecord(words)
      }
      const doubtful = pending.lastIndexOf(mark.charAt(0))
      const isStart = doubtful >= 0 && mark.startsWith(pending.slice(doubtful))
      release(isStart ? doubtful : pending.length)
    },
    end() {
      release(pending.length)
    },
  }
}
