import { describe, expect, test } from 'vitest'
import { FAULTS } from '../../specs/faults/_all.ts'
import { placeOf } from '../../specs/faults/_fault.ts'
import { EMBEDDED_NIX, type EmbeddedNix } from '../image/debian/packages.ts'
import { nixError } from './error.ts'
import type { NixproofError } from '../errors.ts'
import captured from './log.captured.json' with { type: 'json' }
import { createNixLog } from './log.ts'

type Captured = Readonly<
  Record<string, Readonly<Record<string, { exitCode: number; log: string }>>>
>
const cases: Captured = captured.cases
const logged = FAULTS.filter((fault) => fault.logged)

function read(log: string, isShell = false): { shown: string; transcript: string } {
  let transcript = ''
  const reader = createNixLog((text) => {
    transcript += text
  }, isShell)
  // In pieces, as it comes.
  const pieces = log.match(/[^]{1,61}/g) ?? []
  const shown = pieces.map((piece) => reader.push(piece)).join('') + reader.end()
  return { shown, transcript }
}

function sort(log: string, exitCode: number, tool = 'nix-build'): NixproofError {
  const { shown, transcript } = read(log, tool === 'nix-shell')
  const rest = { command: [tool], cwd: '/workspace', stdout: '', durationMs: 1000, timedOut: false }
  const result = { ...rest, exitCode, stderr: shown }
  return nixError(result, { workspace: '/workspace' }, { transcript })
}

describe.for(EMBEDDED_NIX)('nixError(), from the log of Nix %s:', (nix: EmbeddedNix) => {
  test.for(logged.map((fault) => ({ ...fault, fault })))('$what is $code', ({ fault }) => {
    const { exitCode, log } = cases[`${fault.code} ${fault.name}`]![nix]!
    const error = sort(log, exitCode)
    expect(error.message).toContain(fault.says ?? '')
    // 2.8 tells only with the whole trace where something is thrown, and so by whom.
    if (nix === '2.8' && fault.name === 'forged-outside') return
    expect(error.code).toBe(fault.code)
    const expected = nix === '2.8' ? undefined : placeOf(fault, nix)
    if (!fault.searched) expect(error.details.place).toEqual(expected)
  })
})

test('the captured logs are of the faults that there are', () => {
  expect(Object.keys(cases)).toEqual(logged.map(({ code, name }) => `${code} ${name}`))
})

const drv = (name: string): string => `/nix/store/${'0'.repeat(32)}-${name}.drv`
const event = (words: object): string => `@nix ${JSON.stringify(words)}\n`
const start = (id: number, name: string): string =>
  event({
    action: 'start',
    id,
    level: 3,
    type: 105,
    text: `building '${drv(name)}'`,
    fields: [drv(name)],
  })
const says = (id: number, line: string): string =>
  event({ action: 'result', id, type: 101, fields: [line] })

test('createNixLog() shows what Nix would have written, also where a line comes in pieces', () => {
  const { shown } = read(
    `plain\n${start(1, 'a')}${says(1, '\u001b[1mhello\u001b[0m')}${event({ action: 'stop', id: 1 })}> `,
  )
  expect(shown).toBe(`plain\nbuilding '${drv('a')}'...\nhello\n> `)
})

test('nixError() tells the log and the phase of the builder that failed, where two wrote at the same time', () => {
  const log = [
    start(1, 'one'),
    start(2, 'two'),
    says(1, 'Running phase: buildPhase'),
    says(2, 'Running phase: installPhase'),
    says(1, 'one gives up'),
    says(2, 'two goes on'),
    event({ action: 'stop', id: 1 }),
    event({
      action: 'msg',
      level: 0,
      raw_msg: `builder for '\u001b[35;1m${drv('one')}\u001b[0m' failed with exit code 1`,
    }),
  ].join('')
  const { wanted, found } = sort(log, 100).details
  expect([wanted, found]).toEqual(['buildPhase ends with exit code 0', 'one gives up'])
})

test('nixError() takes what a shell writes for no word of Nix', () => {
  const opened = event({ action: 'msg', level: 3, msg: 'these 2 paths will be fetched' })
  const text = `error: attribute 'x' missing\n       at /workspace/default.nix:99:1:\n`
  const error = sort(opened + text, 1, 'nix-shell')
  expect([error.code, error.details.place]).toEqual(['BUILD_FAILED', undefined])
})
