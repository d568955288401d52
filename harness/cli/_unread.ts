import type { Writable } from 'node:stream'

// oxlint-disable no-underscore-dangle -- what a stream writes with is called so
/**
 * From now on a stream takes what nobody reads any more, as `/dev/null` does. It would end at the
 * first such write, and everything with it that waits for what is piped into it.
 */
export function takeUnread(stream: Writable): void {
  const write = stream._write.bind(stream)
  stream._write = (chunk, encoding, done) =>
    write(chunk, encoding, (error) => done(isUnread(error) ? null : error))
  const writev = stream._writev?.bind(stream)
  if (!writev) return
  stream._writev = (chunks, done) => writev(chunks, (error) => done(isUnread(error) ? null : error))
}

function isUnread(error: NodeJS.ErrnoException | null | undefined): boolean {
  return error?.code === 'EPIPE'
}
