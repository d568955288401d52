import { constants } from 'node:fs'
import { access, mkdir, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { NixproofError } from '../errors.ts'
import type { Report } from './_reporter-options.ts'

/**
 * Makes sure that reports can be written, before hours of work are done for them.
 *
 * @throws NixproofError FILE_NOT_WRITTEN
 */
export async function requireWritable(reports: readonly Report[]): Promise<void> {
  for (const { name, file } of reports) {
    if (file === undefined) continue
    const path = resolve(file)
    await tryToWrite(path, name === 'html').catch((cause: Error) => {
      throw new NixproofError('FILE_NOT_WRITTEN', `The report "${name}" cannot be written`, {
        wanted:
          name === 'html' ? 'A directory that can be written to' : 'A file that can be written',
        found: cause.message,
        place: { file },
        next: `Name another one: --output-file ${name}=PATH`,
        cause,
      })
    })
  }
}

async function tryToWrite(path: string, isDirectory: boolean): Promise<void> {
  const directory = isDirectory ? path : dirname(path)
  await mkdir(directory, { recursive: true })
  await access(directory, constants.W_OK)
  const there = isDirectory ? undefined : await stat(path).catch(() => undefined)
  if (!there) return
  if (there.isDirectory()) throw new Error('A directory')
  await access(path, constants.W_OK)
}
