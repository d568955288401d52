import { isUtf8 } from 'node:buffer'
import fs from 'node:fs'
import { Readable } from 'node:stream'

/** Bytes. */
const SMALL = 128 * 1024

type Callback<T> = (error: Error | null, value?: T) => void

/** Why a file cannot be copied; the code of a vanished one would make tar-fs end the archive early. */
function unreadable(path: string): Error {
  const reason = path.includes('\ufffd')
    ? 'its name is not UTF-8, or it was removed meanwhile'
    : 'it was removed meanwhile'
  return new Error(`"${path}": ${reason}`)
}

/**
 * What tar-fs reads a workspace with. Left to itself it takes the first file that is not there any
 * more, or that has a name which no text can hold, for the end of all files.
 */
export const workspaceFiles: typeof fs = {
  ...fs,
  lstat: ((path: string, done: Callback<fs.Stats>) => {
    fs.lstat(path, (error, found) => done(isGone(error) ? unreadable(path) : error, found))
  }) as typeof fs.lstat,
  // A stream of its own for each small file takes longer than reading it: it opens, reads twice and
  // closes on another thread.
  createReadStream: ((path: string, range: { readonly start: number; readonly end: number }) =>
    range.end < SMALL
      ? new Readable({
          read() {
            try {
              const text = fs.readFileSync(path).subarray(0, range.end + 1)
              if (text.length > 0) this.push(text)
              this.push(null)
            } catch (error) {
              this.destroy(error as Error)
            }
          },
        })
      : fs.createReadStream(path, range)) as typeof fs.createReadStream,
  readdir: ((path: string, done: Callback<string[]>) => {
    fs.readdir(path, (error, names) => done(isGone(error) ? unreadable(path) : error, names))
  }) as typeof fs.readdir,
  readlink: ((path: string, done: Callback<string>) => {
    fs.readlink(path, 'buffer', (error, target) => {
      if (error) return done(isGone(error) ? unreadable(path) : error)
      if (isUtf8(target)) return done(null, target.toString())
      done(new Error(`"${path}": it leads to a name that is not UTF-8`))
    })
  }) as typeof fs.readlink,
}

function isGone(error: NodeJS.ErrnoException | null): boolean {
  return error?.code === 'ENOENT'
}
