import { createInterface } from 'node:readline/promises'
import process from 'node:process'
import type { ProvisionMode } from '../config.ts'
import type { System } from './system.ts'

/** Puts a question that is answered with yes or no. */
export type Ask = (question: string, signal?: AbortSignal) => Promise<boolean>

/**
 * Why nixproof will not provide an engine here; `undefined` when it may.
 *
 * @param ask - How to ask; `undefined` when nobody is there to answer, which is no refusal: a
 *   machine without a terminal is set up without a question unless NIXPROOF_PROVISION forbids it.
 */
export async function refusal(
  mode: ProvisionMode,
  { platform, debian, root, hasDockerd }: System,
  ask?: Ask,
  signal?: AbortSignal,
): Promise<string | undefined> {
  if (mode === 'never') return 'NIXPROOF_PROVISION=never forbids to start one'
  if (platform !== 'linux' || !debian) return 'Only on Debian and its family can nixproof start one'
  if (!root) return 'Only as root can nixproof start one'
  if (mode === 'always' || ask === undefined) return undefined
  const what = hasDockerd ? 'Start dockerd' : 'Install docker.io with apt-get and start dockerd'
  const yes = await ask(`No container engine answers. ${what}?`, signal)
  return yes ? undefined : 'Starting one was declined'
}

/**
 * Asks on the terminal; `undefined` when there is none. The end of input means no.
 *
 * @param enter - What Enter alone means.
 */
export function terminalAsk(enter: 'yes' | 'no' = 'yes'): Ask | undefined {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return undefined
  return async (question, signal) => {
    const terminal = createInterface({ input: process.stdin, output: process.stdout })
    // readline swallows Ctrl-C; give it back, so that the process ends as it always does.
    terminal.on('SIGINT', () => process.kill(process.pid, 'SIGINT'))
    const closed = new Promise<string>((resolve) => terminal.once('close', () => resolve('no')))
    const answer = terminal.question(
      `${question} ${enter === 'yes' ? '[Y/n]' : '[y/N]'} `,
      signal ? { signal } : {},
    )
    try {
      const said = (await Promise.race([answer, closed])).trim()
      return /^y(es)?$/i.test(said || enter)
    } finally {
      terminal.close()
      // Closed without an answer, it stays unsettled or rejects, depending on Node's version.
      answer.catch(() => undefined)
    }
  }
}
