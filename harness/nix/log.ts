import { isColoured, parseEvent, placeOf, writeError, type LogEvent } from './log-event.ts'
import { foreign } from './marks.ts'
import { stripAnsi } from './messages.ts'

/** Reads what Nix writes with {@link LOG_ARGS}. */
export interface NixLog {
  /** Takes what came; gives what Nix would have written without them. */
  push(text: string): string
  /** What is left. */
  end(): string
}

/** With these Nix says which words are its own. */
export const LOG_ARGS: readonly string[] = ['--log-format', 'internal-json']

/** Nix writes down to this level unless it is told otherwise: lvlInfo. */
const VERBOSITY = 3
/** https://github.com/NixOS/nix/blob/2.26.3/src/libutil/logging.hh */
const ACTIVITY = { fileTransfer: 101, realise: 102, build: 105 }
const LOG_LINES: readonly unknown[] = [101, 107]
/** A line that grows beyond this is no line of Nix's. */
const MAX_LINE = 16 * 1024 * 1024

/**
 * @param note Gets the transcript: Nix's own words, and the marked ones of others (`marks.ts`).
 * @param isShell A shell writes to the same stream, once it is open.
 */
export function createNixLog(note: (text: string) => void, isShell = false): NixLog {
  const builds = new Map<number, string>()
  const transfers = new Set<string>()
  let realised = false
  let heard = false
  let pending = ''
  let midLine = false

  /** A message without colour and place may be anybody's. Nix does not say which `throw` makes. */
  function isThrown({ raw_msg: raw = '', ...event }: LogEvent): boolean {
    if (placeOf(event) || isColoured(raw)) return false
    const url = /\bunable to download '([^']+)'/.exec(raw)?.[1]
    if (url !== undefined && transfers.has(url)) return false
    return !(realised && BUILD_WORDS.test(raw))
  }

  function start({ id = 0, type, text = '', level = 0, fields = [] }: LogEvent): string {
    if (type === ACTIVITY.realise) realised = true
    if (type === ACTIVITY.build) builds.set(id, String(fields[0]))
    // A builder can say that it downloads something, too.
    if (type === ACTIVITY.fileTransfer && builds.size === 0) transfers.add(String(fields[0]))
    return text === '' || level > VERBOSITY ? '' : say(`${text}...`, text.includes('\n'))
  }

  function say(text: string, isForeign: boolean, derivation = ''): string {
    const shown = `${stripAnsi(text)}\n`
    note(isForeign ? `${foreign(stripAnsi(text), derivation)}\n` : shown)
    return shown
  }

  function read(line: string): string {
    const event = parseEvent(line)
    if (!event) {
      return say(line, isShell && heard && !line.startsWith('error: stack overflow'))
    }
    heard = true
    const { action, id = 0, type, msg = '', fields = [] } = event
    if (action === 'start') return start(event)
    if (action === 'stop') builds.delete(id)
    if (action === 'result' && LOG_LINES.includes(type)) {
      return say(String(fields[0]), true, builds.get(id))
    }
    if (action !== 'msg') return ''
    if (event.raw_msg === undefined) return say(msg, builds.size > 0 || !OWN.test(msg))
    note(writeError(event, isThrown(event)))
    return `${stripAnsi(msg)}\n`
  }

  return {
    push(text) {
      const lines = (pending + text).split('\n')
      pending = lines.pop() ?? ''
      let shown = ''
      for (const line of lines) {
        shown += midLine ? say(line, isShell) : read(line)
        midLine = false
      }
      if (midLine || pending.length > MAX_LINE || !'@nix {'.startsWith(pending.slice(0, 6))) {
        shown += pending
        note(isShell ? foreign(pending) : pending)
        pending = ''
        midLine = true
      }
      return shown
    },
    end() {
      const rest = pending
      pending = ''
      return rest === '' ? '' : read(rest)
    },
  }
}

/** What Nix says without a colour about a build. */
const BUILD_WORDS = /^(?:this system does not support the kernel namespaces|timed out after )/
/** Of what is no error, and that Nix alone can have said while nothing was built. */
const OWN =
  // eslint-disable-next-line no-control-regex -- Nix colours it
  /^(?:\(use '--show-trace'|\u001b\[31;1merror:|\u001b\[35;1mwarning:\u001b\[0m (?:ignoring|the) substitute |these |this |  \/nix\/store\/)/
