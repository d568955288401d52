import type { Place } from '../../errors.ts'
import { isNear } from '../../nix/nearest.ts'
import { positionAt } from '../lines.ts'
import type { TextFinding } from '../finding.ts'
import type { Comment } from '../markdown/document.ts'
import { complaintsOf } from './complaints.ts'
import { directiveJsonSchema } from './json-schema.ts'
import type { Directive } from './directive.ts'
import { directiveSchema } from './schema.ts'
import { readYaml } from './yaml.ts'

const KEYED = 'Keys with values, such as "skip: REASON"'

/** What a comment says to nixproof: nothing, something, or something that is wrong. */
export interface ReadDirective {
  readonly directive?: Directive
  /** Where it begins. */
  readonly place: Place
  readonly findings: readonly TextFinding[]
}

/** @returns `undefined` for a comment that is not meant for nixproof. */
export function readComment(
  comment: Comment,
  { file, starts }: { readonly file: string; readonly starts: readonly number[] },
): ReadDirective | undefined {
  const [, blanks = '', word = '', text = ''] = /^(\s*)([\w-]*)([^]*)$/.exec(comment.text) ?? []
  const begins = comment.position.start.offset + blanks.length
  const placeAt = (offset: number): Place => ({ file, ...positionAt(starts, offset) })
  const place = placeAt(begins)
  if (word !== 'nixproof') {
    // What is nearly the word is likely meant to be, and would be ignored in silence.
    const meant = /^nix.?p/i.test(word) && isNear('nixproof', word)
    if (!meant) return undefined
    const finding = invalid(place, `A comment begins with "${word}"`, '"nixproof"')
    return { place, findings: [{ ...finding, severity: 'warning' }] }
  }
  const from = begins + word.length
  const oneLine = /^[ \t]*skip:[ \t]+([^\n'"][^\n]*?)\s*$/.exec(text)
  if (oneLine) return { directive: { skip: oneLine[1]! }, place, findings: [] }
  const colon = /^\s*:/.test(text)
  if (colon || text.trim() === '') {
    return {
      place,
      findings: [invalid(place, 'The directive says nothing', KEYED)],
    }
  }
  // Columns are those of the file, so that what is indented alike is.
  const column = positionAt(starts, from).column - 1
  const yaml = readYaml(' '.repeat(column) + text.replaceAll('\r\n', ' \n'))
  const toFile = (offset: number) => placeAt(from + Math.max(0, offset - column))
  if (yaml.error) {
    const { message, offset } = yaml.error
    return {
      place,
      findings: [invalid(toFile(offset), 'The directive is no YAML', KEYED, message)],
    }
  }
  if (typeof yaml.value !== 'object' || yaml.value === null || Array.isArray(yaml.value)) {
    return {
      place,
      findings: [
        invalid(
          toFile(yaml.offsetOf([], false)),
          `A directive cannot be ${JSON.stringify(yaml.value)}`,
          KEYED,
        ),
      ],
    }
  }
  const { directive, findings } = judge(yaml.value, (path, key) => toFile(yaml.offsetOf(path, key)))
  return { place, findings, ...(directive && { directive }) }
}

type Locate = (path: readonly PropertyKey[], key: boolean) => Place

function judge(value: unknown, locate: Locate): { directive?: Directive; findings: TextFinding[] } {
  const result = directiveSchema.safeParse(value)
  if (result.success) return { directive: result.data, findings: [] }
  const findings = complaintsOf(result.error.issues, directiveJsonSchema(), value).map((one) =>
    invalid(locate(one.path, one.key), one.summary, one.wanted),
  )
  return { findings }
}

export function invalid(
  place: Place,
  summary: string,
  wanted: string,
  found?: string,
): TextFinding {
  return {
    code: 'DIRECTIVE_INVALID',
    severity: 'call',
    place,
    summary,
    wanted,
    ...(found !== undefined && { found }),
  }
}
