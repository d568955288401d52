import type { Block, BlockLine, Point } from '../markdown/document.ts'
import { parseCommand, statementLines, type SimpleCommand } from './_bash.ts'

/** Where a prompt says that a command is typed. */
type PromptKind = 'none' | 'user' | 'root' | 'nix-shell' | 'nix-repl'

/** A command as the text shows it: what is typed, and what comes of it. */
export interface ShownCommand {
  /** What the reader types, without prompts; lines joined by `\n`. */
  readonly text: string
  readonly at: Point
  /** The lines of the file that it stands on. */
  readonly lines: readonly BlockLine[]
  readonly prompt: PromptKind
  readonly commands: readonly SimpleCommand[]
  /** Lines below it that are no commands. */
  readonly output: readonly BlockLine[]
}

export interface ShownSession {
  readonly commands: readonly ShownCommand[]
  /** Whether prompts tell commands from output. */
  readonly prompts: boolean
}

export const SCRIPT: ReadonlySet<string> = new Set(['bash', 'sh', 'shell', 'zsh'])
export const CONSOLE: ReadonlySet<string> = new Set([
  'console',
  'shell-session',
  'shellsession',
  'sh-session',
  'bash-session',
  'terminal',
  'term',
])

const PROMPTS: readonly (readonly [PromptKind, RegExp])[] = [
  ['nix-repl', /^\s*nix-repl>(?:\s|$)/],
  ['nix-shell', /^\s*\[nix[- ](?:shell|develop)[^\]]*\][$#](?:\s|$)/],
  ['user', /^\s*\$(?:\s+|$)/],
  ['user', /^\s*\[?[\w.-]+@[\w.-]+[^\s$#\]]*(?:\s[^\s$#\]]+)?\]?\s?\$(?:\s|$)/],
  ['root', /^\s*\[?[\w.-]+@[\w.-]+[^\s$#\]]*(?:\s[^\s$#\]]+)?\]?\s?#(?:\s|$)/],
  ['user', /^\s*[❯➜λ%](?:\s+|$)/],
]
const ROOT: readonly [PromptKind, RegExp] = ['root', /^#\s+(?=[a-z./~])/]

/** Tells commands from what they print: by prompts where there are any, else every line is typed. */
export function readSession(block: Block): ShownSession {
  const shown = block.lines.map(({ text }) => promptOf(text, PROMPTS))
  if (shown.some(Boolean)) return byPrompts(block, PROMPTS)
  // In a console `# ` is the prompt of root, and nothing else is one.
  if (CONSOLE.has(block.language) && block.lines.some(({ text }) => promptOf(text, [ROOT]))) {
    return byPrompts(block, [ROOT])
  }
  return { commands: byStatements(block), prompts: false }
}

/** Whether a text looks like a session with prompts, whatever its language is. */
export function hasPrompt(block: Block): boolean {
  const first = block.lines.find(({ text }) => text.trim() !== '' && !/^\s*#/.test(text))
  return first !== undefined && promptOf(first.text, PROMPTS) !== undefined
}

type Prompt = { readonly kind: PromptKind; readonly length: number }

function promptOf(text: string, prompts: typeof PROMPTS): Prompt | undefined {
  for (const [kind, pattern] of prompts) {
    const match = pattern.exec(text)
    if (match) return { kind, length: match[0].length }
  }
  return undefined
}

function byPrompts({ lines }: Block, prompts: typeof PROMPTS): ShownSession {
  const commands: (ShownCommand & { output: BlockLine[] })[] = []
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index]!
    const prompt = promptOf(line.text, prompts)
    if (!prompt) {
      // Output without a command, or a remark.
      if (commands.length && !isRemark(lines, index, prompts)) {
        commands.at(-1)!.output.push(line)
      }
      continue
    }
    const typed = [line.text.slice(prompt.length)]
    const isRepl = prompt.kind === 'nix-repl'
    let end = index
    const more = () =>
      !isRepl && typed.length <= MOST_LINES && parseCommand(typed.join('\n')).incomplete
    while (more() && lines[end + 1] && !promptOf(lines[end + 1]!.text, prompts)) {
      typed.push(lines[++end]!.text.replace(/^> ?/, ''))
    }
    // Nothing ends it: then it is one line, whatever is wrong with it.
    if (typed.length > MOST_LINES || (end > index && more() && end === lines.length - 1)) {
      typed.length = 1
      end = index
    }
    const text = typed.join('\n').trimEnd()
    const parsed = isRepl ? [] : parseCommand(text).commands
    // A remark may be typed as well.
    if (isRepl ? text !== '' : parsed.length || !/^(?:#|$)/.test(text)) {
      const at = {
        line: line.line,
        column: line.column + prompt.length,
        offset: line.offset + prompt.length,
      }
      commands.push({
        text,
        at,
        lines: lines.slice(index, end + 1),
        prompt: prompt.kind,
        commands: parsed,
        output: [],
      })
    }
    index = end
  }
  return {
    commands: commands.map((one) => ({ ...one, output: trimmed(one.output) })),
    prompts: true,
  }
}

/** A command at a prompt that is longer is not ended: each line is another look at all before it. */
const MOST_LINES = 200

/** `# like this`, directly above a prompt. */
function isRemark(lines: readonly BlockLine[], index: number, prompts: typeof PROMPTS): boolean {
  if (!/^\s*#(?:\s|$)/.test(lines[index]!.text)) return false
  let after = index + 1
  while (lines[after] && /^\s*(?:#.*)?$/.test(lines[after]!.text)) after++
  const next = lines[after]
  return next !== undefined && promptOf(next.text, prompts) !== undefined
}

function trimmed(lines: readonly BlockLine[]): BlockLine[] {
  const last = lines.findLastIndex(({ text }) => text.trim() !== '')
  const first = lines.findIndex(({ text }) => text.trim() !== '')
  return first < 0 ? [] : lines.slice(first, last + 1)
}

function byStatements({ lines, text }: Block): ShownCommand[] {
  return statementLines(text).map(([from, to]) => {
    const own = lines.slice(from, to + 1)
    const [first] = own
    const indent = /^\s*/.exec(first!.text)![0].length
    const typed = own
      .map((line) => line.text)
      .join('\n')
      .slice(indent)
      .trimEnd()
    const at = { line: first!.line, column: first!.column + indent, offset: first!.offset + indent }
    return {
      text: typed,
      at,
      lines: own,
      prompt: 'none',
      commands: parseCommand(typed).commands,
      output: [],
    }
  })
}
