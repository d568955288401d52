import { NixproofError } from '../errors.ts'

/** Bash's own quotes, in one line, whatever the text. */
export function quote(text: string): string {
  // oxlint-disable-next-line no-control-regex -- what a line cannot hold is what is looked for
  const inside = text.replaceAll(/[\u0000-\u001f\u007f\\']/g, (character) => {
    if (character === '\n') return '\\n'
    if (character === '\t') return '\\t'
    if (character === '\\' || character === "'") return `\\${character}`
    return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`
  })
  return `$'${inside}'`
}

/** @throws NixproofError USAGE for what nobody can type. */
export function requireTypable(text: string): string {
  if (!text.includes('\0')) return text
  throw new NixproofError('USAGE', 'A command holds a zero byte, which nobody can type', {
    found: JSON.stringify(text),
  })
}

/** What a command is given besides its text. */
export interface TypedLine {
  readonly number: number
  /** What `$?` is before it. */
  readonly status: number
  readonly text: string
  /** The file that makes a shell in it one that is typed in. */
  readonly enter?: string
  /** It gets the lines that come after it as its input. */
  readonly takesInput?: boolean
}

/**
 * The line that runs a command in the shell itself, with nothing to read, and tells of its end. See
 * scripts/reader.sh for the words.
 */
export function typedLine({ number, status, text, enter, takesInput }: TypedLine): string {
  // With `set -e` a status ends the shell, save before "||"; which runs nothing after a 0.
  const begin = `_nixproof_begin ${number} ${status} ${status === 0 ? ';' : '||'}`
  const within = enter === undefined ? '' : `NIX_BUILD_SHELL=${enter} BASH_ENV=${enter} `
  // Of a longer line nix repl echoes a part.
  const wide = takesInput ? 'COLUMNS=30000 ' : ''
  const input = takesInput ? '<&197' : '</dev/null'
  const hidden = enter === undefined ? ' 197<&- 198>&- 199>&-' : ''
  const run = `${within}${wide}eval "$_nixproof_trace"${quote(text)} ${input}${hidden}`
  return `${begin} ${run}; ${doneLine(number)}`
}

/** @param status Default: that of what goes before. */
export function doneLine(number: number, status: number | '"$?"' = '"$?"'): string {
  return `{ _nixproof_done ${number} ${status}; } 2>/dev/null\n`
}

/** The start file of a shell; `source` is shell text for the file that sets it up. */
export function readerFile(text: string, id: string, number: number): string {
  return `_nixproof_id=${id} _nixproof_number=${number} _nixproof_source=\${NIXPROOF_SOURCE-}\n${text}`
}

/** The line that puts the files for a shell that command NUMBER opens where they are found. */
export function filesLine(
  directory: string,
  { reader, enter }: { readonly reader: string; readonly enter: string },
): string {
  const program = `#!/bin/sh\n_nixproof_dir=${directory} _nixproof_bash=`
  return (
    `{ mkdir -p ${directory} && printf %s ${quote(reader)} >|${directory}/reader && ` +
    `printf '%s%q\\n%s' ${quote(program)} "$BASH" ${quote(enter)} >|${directory}/enter && ` +
    `chmod +x ${directory}/enter; } || :\n`
  )
}
