import { isUtf8 } from 'node:buffer'
import fs from 'node:fs'

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
