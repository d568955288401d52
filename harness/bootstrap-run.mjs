import { spawn } from 'node:child_process'
import * as fs from 'node:fs'
import process from 'node:process'

/** Every text for people goes to stderr: the program's stdout may be data. */
export const say = (text) => process.stderr.write(text)

/** What the bootstrap itself cannot do; 2 when the call is wrong, 3 when the machine is. */
export class Failure extends Error {
  constructor(message, exitCode = 3) {
    super(message)
    this.exitCode = exitCode
  }
}

/**
 * Runs a program to its end, and passes on the signals that ask this process to end. With a
 * controlling terminal Ctrl-C and a hang-up reach the whole process group by themselves; a
 * second copy would turn the orderly end of PROGRAM into a forced one.
 */
export function run(program, args, { deadlineMs, ...options }) {
  return new Promise((resolve) => {
    const end = { output: '', caught: undefined }
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
    const onSignal = (signal) => {
      end.caught = signal
      if (signal === 'SIGTERM' || !hasTerminal()) child.kill(signal)
    }
    // Before the program starts: a signal in between would end this process and not the program.
    for (const signal of signals) process.on(signal, onSignal)
    const child = spawn(program, args, options)
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text) => (end.output += text))
    }
    // Not `options.timeout`: its timer outlives a program that could not be started.
    const timer = deadlineMs && setTimeout(() => child.kill(), deadlineMs)
    const finish = (rest) => {
      clearTimeout(timer)
      for (const signal of signals) process.off(signal, onSignal)
      resolve(Object.assign(end, rest))
    }
    child.once('error', (error) => finish({ error }))
    child.once('close', (code, signal) => finish({ code, signal }))
  })
}

function hasTerminal() {
  try {
    fs.closeSync(fs.openSync('/dev/tty', 'r'))
    return true
  } catch {
    return false
  }
}
