import { forEachChild, parse, type Command, type SyntaxNode as Node, type Word } from 'unbash'

/** A simple command of a line, its words without their quotes. */
export interface SimpleCommand {
  readonly name: string
  readonly args: readonly string[]
  readonly background: boolean
  /** What it is redirected to with `>` or `>>`. */
  readonly writes: readonly string[]
}

/** What a reader types at a prompt, or a line of a script with what belongs to it. */
export interface Parsed {
  readonly commands: readonly SimpleCommand[]
  /** More has to follow: a quote, a here-document or a compound command is open. */
  readonly incomplete: boolean
}

export function parseCommand(text: string): Parsed {
  const script = parse(text)
  const commands: SimpleCommand[] = []
  let open = false
  const visit = (node: Node, background: boolean) => {
    const here = node.type === 'Statement' ? Boolean(node.background) : background
    if (node.type === 'Command') commands.push(simple(node, here))
    if (node.type === 'HereDoc' && !node.closing) open = true
    // What a function or a substitution does, it does when it is called.
    if (node.type === 'Function' || node.type === 'CommandExpansion') return
    forEachChild(node, (child) => visit(child, here))
  }
  visit(script, false)
  const incomplete = open || Boolean(script.errors?.length) || /(?<!\\)(?:\\\\)*\\$/.test(text)
  return { commands, incomplete }
}

function simple(command: Command, background: boolean): SimpleCommand {
  const words = [command.name, ...command.args.filter((word) => word.type === 'Word')]
    .filter((word): word is Word => word !== undefined)
    .map(({ value }) => value)
  const sudo =
    words[0] === 'sudo' ? 1 + words.slice(1).findIndex((word) => !word.startsWith('-')) : 0
  const [name = '', ...args] = words.slice(sudo)
  const writes = command.redirects.flatMap((one) =>
    one.type === 'Redirect' && one.operator.startsWith('>') && one.target ? [one.target.value] : [],
  )
  return { name, args, background, writes }
}

/** First and last line of each command of a script, counted from 0: comments between belong to none. */
export function statementLines(text: string): [number, number][] {
  const script = parse(text)
  const lines = text.split('\n')
  const starts = [
    ...new Set(
      linesOf(
        text,
        script.commands.map(({ pos }) => pos),
      ),
    ),
  ]
  return starts.map((start, index) => {
    let end = (starts[index + 1] ?? lines.length) - 1
    while (end > start && /^\s*(?:#.*)?$/.test(lines[end]!)) end--
    return [start, end]
  })
}

/** Of offsets that ascend. */
function linesOf(text: string, offsets: readonly number[]): number[] {
  let [line, from] = [0, 0]
  return offsets.map((offset) => {
    for (let at = text.indexOf('\n', from); at >= 0 && at < offset; at = text.indexOf('\n', from)) {
      line++
      from = at + 1
    }
    return line
  })
}
