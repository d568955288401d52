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
/** Later versions show a ">" where an input goes on. */
const PROMPTS = /^(?:nix-repl> | {8}> | {10})/
/** What ends an input that goes on: as it is, or out of a string, an indented string or a comment. */
const WAYS_OUT = [';;)', '" ;;)', "'' ;;)", '*/ ;;)']
/** Characters that the end of an answer is looked for in: a line and what colours it. */
const REACH = 2048

/**
 * Types an input, and reads what the repl says until it has said `key`, which it is then asked to on
 * both streams: it has no word for the end of an answer.
 */
export function readAnswer(input: string, key: string, write: (text: string) => void): Reading {
  const typed = linesOf(input)
  const text = { stdout: new BoundedText(), stderr: new BoundedText() }
  const recent = { stdout: '', stderr: '' }
  const said = new Set<StreamName>()
  const { promise: answer, resolve } = Promise.withResolvers<Answer>()
  let tries = 0
  let sought = key
  let question = questionFor(key)

  /** The question itself was taken for more of the input: there is another after each way out. */
  function findWayOut(line: string): void {
    if (!line.includes(question) || stripAnsi(line).startsWith(PROMPT)) return
    const way = WAYS_OUT[tries]
    tries += 1
    if (way === undefined) return
    sought = `${key}${tries}`
    question = questionFor(sought)
    said.clear()
    write(`${way}\n${question}\n`)
  }
  const lines = createLineSplitter(findWayOut)

  function hear(stream: StreamName, more: string): void {
    text[stream].append(more)
    if (stream === 'stdout') lines.push(more)
    recent[stream] = (recent[stream] + more).slice(-REACH - more.length)
    if (recent[stream].includes(sought)) said.add(stream)
    if (said.size < 2) return
    if (tries > 0) return resolve({ value: '', log: '', incomplete: true })
    const value = valueIn(text.stdout.toString(), typed, question)
    resolve({ value, log: linesBefore(text.stderr.toString(), key), incomplete: false })
  }

  write(`${[...typed, question].join('\n')}\n`)
  return { hear, answer }
}

/** In its echo the two halves of the key stand apart. */
function questionFor(key: string): string {
  const halves = `"${key.slice(0, 4)}" + "${key.slice(4)}"`
  return `builtins.trace (${halves}) (${halves})`
}

/** A tab would complete a name; after a comment at the end the repl would wait for more. */
function linesOf(input: string): string[] {
  const lines = input.replaceAll('\t', '  ').split(/\r?\n/)
  const last = lines.findLastIndex((line) => !/^\s*(?:#|$)/.test(line))
  return last < 0 ? [''] : lines.slice(0, last + 1)
}

/** All but what was typed, and what the question brought. */
function valueIn(stdout: string, typed: readonly string[], question: string): string {
  const lines = stripAnsi(stdout).split('\n')
  const end = lines.findIndex((line) => line.includes(question))
  let next = 0
  return lines
    .slice(0, end < 0 ? undefined : end)
    .filter((line) => {
      // The prompt of the first line came before it was typed.
      const shown = next === 0 ? line.replace(PROMPTS, '') : afterPrompt(line)
      const isEcho = next < typed.length && shown?.trimEnd() === typed[next]?.trimEnd()
      if (isEcho) next += 1
      return !isEcho && line.trim() !== PROMPT.trim()
    })
    .join('\n')
}

function afterPrompt(line: string): string | undefined {
  return PROMPTS.test(line) ? line.replace(PROMPTS, '') : undefined
}

function linesBefore(text: string, key: string): string {
  const lines = text.split('\n')
  const end = lines.findIndex((line) => line.includes(key))
  return lines.slice(0, end < 0 ? undefined : end).join('\n')
}
