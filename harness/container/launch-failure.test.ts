import { expect, test } from 'vitest'
import type { CommandResult } from '../errors.ts'
import { launchError } from './launch-failure.ts'
import type { Sightings } from './watch.ts'

const nothing: Sightings = { startedAt: 0, nowhere: false, taken: undefined, own: [], others: [] }
const http = { address: '127.0.0.1', port: 8000, pid: 9, command: 'python3 -m http.server' }

function ended(result: Partial<CommandResult>): CommandResult {
  return {
    command: ['./result/bin/app'],
    cwd: '/workspace',
    exitCode: 1,
    stdout: '',
    stderr: '',
    durationMs: 1234,
    timedOut: false,
    ...result,
  }
}

test('launchError() names the module that Python does not find', () => {
  const stderr = `Traceback (most recent call last):\nModuleNotFoundError: No module named 'flask'\n`
  const error = launchError(ended({ stderr }), nothing, [])
  expect(error.code).toBe('PYTHON_MODULE_MISSING')
  expect(error.summary).toContain('"flask"')
})

test.each([126, 127])('launchError() of exit code %i is PROGRAM_NOT_FOUND', (exitCode) => {
  expect(launchError(ended({ exitCode }), nothing, [5000]).code).toBe('PROGRAM_NOT_FOUND')
})

test('launchError() of a program that ended is SERVER_EXITED, with its last words', () => {
  const error = launchError(ended({ exitCode: 3, stderr: 'no configuration\n' }), nothing, [5000])
  expect(error.code).toBe('SERVER_EXITED')
  expect(error.summary).toContain('exit code 3')
  expect(error.details.found).toBe('no configuration')
})

test('launchError() tells where a program listens instead', () => {
  const seen = { ...nothing, own: [{ address: '0.0.0.0', port: 8000, pid: 7 }] }
  const error = launchError(ended({ exitCode: null, timedOut: true }), seen, [5000])
  expect(error.code).toBe('SERVER_NOT_LISTENING')
  expect(error.details.found).toContain('0.0.0.0:8000')
})

test('launchError() names the owner of a port that was taken before', () => {
  const error = launchError(ended({ exitCode: 125 }), { ...nothing, taken: http }, [8000])
  expect(error.code).toBe('PORT_TAKEN')
  expect(error.details.found).toContain('python3 -m http.server (pid 9)')
})

test.each([
  ['Address already in use\nPort 8000 is in use by another program.', undefined],
  ['OSError: [Errno 98] Address already in use', undefined],
  ['OSError: [Errno 98] Address already in use', 8000],
])('launchError() finds the owner of the port in: %s (asked: %s)', (stderr, wanted) => {
  const error = launchError(
    ended({ stderr }),
    { ...nothing, others: [http] },
    wanted === undefined ? [] : [wanted],
  )
  expect(error.code).toBe('PORT_TAKEN')
  expect(error.summary).toContain('8000')
  expect(error.details.found).toContain('pid 9')
})

test('launchError() does not guess which of several ports was meant', () => {
  const others = [http, { ...http, port: 8001 }]
  const stderr = 'OSError: [Errno 98] Address already in use'
  expect(launchError(ended({ stderr }), { ...nothing, others }, []).code).toBe('SERVER_EXITED')
})
