import { stripAnsi } from '../nix/messages.ts'
import { BoundedText } from './bounded-text.ts'
import type { StreamName } from './frames.ts'
import { createLineSplitter } from './lines.ts'

/** What `nix repl` printed for one input. */
export interface Answer {
  readonly value: string
  readonly log: string
  /** It waited for more of the input. */
  readonly incomplete: boolean
}

export interface Reading {
  readonly hear: (stream: StreamName, text: string) => void
  readonly answer: Promise<Answer>
}

const PROMPT = 'nix-repl> '
/** What ends an input that goes on: as it is, or out of a string, an indented string or a comment. */
const WAYS_OUT = [';;)', '" ;;)', "'' ;;)", '*/ ;;)']
/** Characters that the end of an answer is looked for in: a line and what colours it. */
const REACH = 2048

/**
 * Types an input, and reads what the repl says until it has said `key`, which it is then asked to on
 * both streams: it has no word for the end of an answer.
 */
export function readAnswer(input: string, key: string, write: (text: string) => void): Reading {
  // A tab would complete a name. In the echo the halves of the key stand apart.
  const typed = input.replaceAll('\t', '  ').split(/\r?\n/)
  const halves = `"${key.slice(0, 4)}" + "${key.slice(4)}"`
  const question = `builtins.trace (${halves}) (${halves})`
  const text = { stdout: new BoundedText(), stderr: new BoundedText() }
  const recent = { stdout: '', stderr: '' }
  const said = new Set<StreamName>()
  const { promise: answer, resolve } = Promise.withResolvers<Answer>()
  let tries = 0

  /** The question itself was taken for more of the input. */
  function findWayOut(line: string): void {
    if (!line.includes(question) || stripAnsi(line).startsWith(PROMPT)) return
    const way = WAYS_OUT[tries]
    tries += 1
    if (way !== undefined) write(`${way}\n${question}\n`)
  }
  const lines = createLineSplitter(findWayOut)

  function hear(stream: StreamName, more: string): void {
    text[stream].append(more)
    if (stream === 'stdout') lines.push(more)
    recent[stream] = (recent[stream] + more).slice(-REACH - more.length)
    if (recent[stream].includes(key)) said.add(stream)
    if (said.size < 2) return
    if (tries > 0) return resolve({ value: '', log: '', incomplete: true })
    const value = valueIn(text.stdout.toString(), typed, question)
    resolve({ value, log: linesBefore(text.stderr.toString(), key), incomplete: false })
  }

  write(`${[...typed, question].join('\n')}\n`)
  return { hear, answer }
}

/** All but what was typed, and what the question brought. */
function valueIn(stdout: string, typed: readonly string[], question: string): string {
  const lines = stripAnsi(stdout).split('\n')
  const end = lines.findIndex((line) => line.includes(question))
  let next = 0
  return lines
    .slice(0, end < 0 ? undefined : end)
    .filter((line) => {
      const isEcho = next < typed.length && withoutPrompt(line) === typed[next]?.trimEnd()
      if (isEcho) next += 1
      return !isEcho
    })
    .join('\n')
}

/** Later versions show a ">" where an input goes on. */
function withoutPrompt(line: string): string {
  return line.replace(/^(?:nix-repl> | {8}> | {10})/, '').trimEnd()
}

function linesBefore(text: string, key: string): string {
  const lines = text.split('\n')
  const end = lines.findIndex((line) => line.includes(key))
  return lines.slice(0, end < 0 ? undefined : end).join('\n')
}
