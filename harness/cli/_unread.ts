import type { Writable } from 'node:stream'

/**
 * From now on a stream takes what nobody reads any more, as `/dev/null` does. It would end at the
 * first such write, and everything with it that waits for what is piped into it.
 */
export function takeUnread(stream: Writable): void {
  const { _write: write, _writev: writev } = stream
  stream._write = (chunk, encoding, done) =>
    write.call(stream, chunk, encoding, (error) => done(isUnread(error) ? null : error))
  if (!writev) return
  stream._writev = (chunks, done) =>
    writev.call(stream, chunks, (error) => done(isUnread(error) ? null : error))
}

function isUnread(error: NodeJS.ErrnoException | null | undefined): boolean {
  return error?.code === 'EPIPE'
}
