import { execa } from 'execa'
import process from 'node:process'
import { holdLease } from '../lease.ts'
import type { DoctorCheck } from './check.ts'

const OLDEST_NODE = 24

/** What is needed on this machine, with or without an engine. */
export async function checkMachine(): Promise<DoctorCheck[]> {
  return [node(), await git(), await leases()]
}

function node(): DoctorCheck {
  const { node: number } = process.versions
  const check = { name: 'node', found: number, data: { version: number } }
  if (Number.parseInt(number, 10) >= OLDEST_NODE) return { ...check, state: 'ok' }
  const next = `Use Node ${OLDEST_NODE} or newer, such as "npx node@${OLDEST_NODE}"`
  return { ...check, state: 'problem', next }
}

async function git(): Promise<DoctorCheck> {
  const { stdout, failed } = await execa('git', ['--version'], { reject: false, timeout: 5000 })
  const found = /\d+(\.\d+)+/.exec(stdout ?? '')?.[0]
  if (!failed && found) return { name: 'git', state: 'ok', found, data: { version: found } }
  return {
    name: 'git',
    state: 'warning',
    found: 'Not found',
    next: 'Install git where --origin or "nixproof pins" is to be used; nothing else needs it',
    data: { version: null },
  }
}

async function leases(): Promise<DoctorCheck> {
  const machine = await holdLease()
  const data = { machine: machine ?? null }
  if (machine !== undefined)
    return { name: 'lease', state: 'ok', found: `held as ${machine}`, data }
  return {
    name: 'lease',
    state: 'warning',
    found: 'None can be held: what a killed run leaves is not removed by the next one',
    next: 'Set XDG_STATE_HOME to a writable directory with a short name, on a disk of this machine',
    data,
  }
}
