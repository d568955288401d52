import { existsSync, mkdtempDisposableSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import process from 'node:process'
import { expect, test } from 'vitest'
import { noLinux, skipWhere } from '../../specs/_needs.ts'
import { commandLine, dropStalePidFile, isProgram, readPidFile } from './process-info.ts'

test('commandLine() is that of a living process, and empty for none', (context) => {
  skipWhere(context, noLinux)
  expect(isProgram(commandLine(process.pid), basename(process.execPath))).toBe(true)
  expect(commandLine(2 ** 22 + 1)).toEqual([])
})

test.each([
  ['17\n', 17],
  ['', undefined],
  ['-1', undefined],
  ['1.5', undefined],
  ['abc', undefined],
])('readPidFile() of %j is %s', (text, pid) => {
  using dir = mkdtempDisposableSync(join(tmpdir(), 'nixproof-pid-'))
  const file = join(dir.path, 'x.pid')
  writeFileSync(file, text)
  expect(readPidFile(file)).toBe(pid)
})

test('dropStalePidFile() drops the pid of a stranger, and keeps its own', (context) => {
  skipWhere(context, noLinux)
  using dir = mkdtempDisposableSync(join(tmpdir(), 'nixproof-pid-'))
  const file = join(dir.path, 'x.pid')
  writeFileSync(file, String(process.pid))
  dropStalePidFile(file, basename(process.execPath))
  expect(existsSync(file)).toBe(true)
  dropStalePidFile(file, 'dockerd')
  expect(existsSync(file)).toBe(false)
  expect(() => dropStalePidFile(file, 'dockerd')).not.toThrow()
})
