import { dirname, relative, resolve, sep } from 'node:path'
import { OMIT_HEADERS, structuredPatch, formatPatch } from 'diff'
import type { ChangedFile } from './fix-findings.ts'

/**
 * What changes, as `git apply` and `patch -p1` take it.
 *
 * @param directory The one that it is applied in: paths are relative to it. `git apply` changes
 *   nothing outside of it, see {@link directoryOf}.
 */
export function unifiedDiff(files: readonly ChangedFile[], directory: string): string {
  return files
    .filter(({ before, after }) => before !== after)
    .map(({ file, before, after }) => {
      const path = relative(directory, resolve(directory, file)).split(sep).join('/')
      const patch = structuredPatch(path, path, before, after, '', '', { context: 3 })
      const header = [`--- ${nameIn(`a/${path}`)}`, `+++ ${nameIn(`b/${path}`)}`]
      return `${header.join('\n')}\n${formatPatch(patch, OMIT_HEADERS)}`
    })
    .join('')
}

/** The working directory, or one above it where a file is not in it. */
export function directoryOf(files: readonly Pick<ChangedFile, 'file'>[], cwd: string): string {
  let directory = resolve(cwd)
  const isInside = ({ file }: Pick<ChangedFile, 'file'>): boolean => {
    const path = relative(directory, resolve(cwd, file))
    return path !== '..' && !path.startsWith(`..${sep}`) && path !== resolve(cwd, file)
  }
  while (!files.every(isInside) && dirname(directory) !== directory) directory = dirname(directory)
  return directory
}

/** As git writes it: quoted like a string of C where it has to be; a tab ends a name with blanks. */
function nameIn(path: string): string {
  if (!/[^ -~]|["\\]/.test(path)) return path.includes(' ') ? `${path}\t` : path
  const bytes = [...new TextEncoder().encode(path)].map((byte) => {
    const character = String.fromCharCode(byte)
    if (/["\\]/.test(character)) return `\\${character}`
    return byte < 0x20 || byte > 0x7e ? `\\${byte.toString(8).padStart(3, '0')}` : character
  })
  return `"${bytes.join('')}"`
}
