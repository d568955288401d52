import type { z } from 'zod'
import { byNearness, isNear } from '../../nix/nearest.ts'
import type { JsonSchema } from './json-schema.ts'

const TYPES: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  int: 'a whole number',
  number: 'a number',
  object: 'keys with values',
  record: 'keys with values',
  string: 'text',
}

type Path = readonly PropertyKey[]

/** What is wrong with a directive, or with other data of a schema, and where in it. */
export interface Complaint {
  readonly path: Path
  /** Whether the key at the path is wrong, not its value. */
  readonly key: boolean
  readonly summary: string
  readonly wanted: string
}

/**
 * Issues in words that name what is allowed, the nearest first.
 *
 * @param whole What the data is as a whole.
 */
export function complaintsOf(
  issues: readonly z.core.$ZodIssue[],
  schema: JsonSchema,
  value: unknown,
  whole = 'A directive',
): Complaint[] {
  return told(issues).flatMap((issue) => complain(issue, { schema, value, whole }, []))
}

interface Data {
  readonly schema: JsonSchema
  readonly value: unknown
  readonly whole: string
}

/** What a group of keys is to have is not told where something in it is wrong already. */
function told(issues: readonly z.core.$ZodIssue[]): readonly z.core.$ZodIssue[] {
  const isIn = (one: Path, group: Path) => group.every((part, index) => one[index] === part)
  return issues.filter(
    (issue) =>
      issue.code !== 'custom' ||
      !issues.some((other) => other !== issue && isIn(other.path, issue.path)),
  )
}

function complain(issue: z.core.$ZodIssue, data: Data, above: Path): Complaint[] {
  const { schema, value, whole } = data
  const path = [...above, ...issue.path]
  if (issue.code === 'unrecognized_keys') {
    const allowed = keysAt(schema, path)
    return issue.keys.map((name) => ({
      path: [...path, name],
      key: true,
      summary: `There is no key "${name}"`,
      wanted: listed(name, allowed),
    }))
  }
  if (issue.code === 'invalid_union') {
    // One of the forms is meant: the one that is of the same type as what is written.
    const written = at(value, path)
    const meant = issue.errors.find((errors) => errors.every((one) => !isOtherType(one, written)))
    if (meant) return told(meant).flatMap((one) => complain(one, data, path))
  }
  if (issue.code === 'invalid_key') {
    const name = String(path.at(-1))
    return [
      {
        path,
        key: true,
        summary: `"${named(path.slice(0, -1))}" cannot have the key "${name}"`,
        wanted: 'A name of letters, digits and "_"',
      },
    ]
  }
  const written = at(value, path)
  const allowed = valuesAt(schema, path)
  const isText = typeof written === 'string' && allowed.length > 0
  return [
    {
      path,
      key: false,
      summary: `${path.length ? `"${named(path)}"` : whole} cannot be ${shown(written)}`,
      wanted: isText
        ? listed(written, allowed)
        : wantedOf(issue, written, allowed, keysAt(schema, path), typesAt(schema, path)),
    },
  ]
}

/** As an entry of a sidecar has it too: which one it is, its place tells. */
function named(path: Path): string {
  const [first, index] = path
  const inEntry = first === 'blocks' && typeof index === 'number' ? path.slice(2) : path
  return inEntry.filter((part) => typeof part === 'string').join('.')
}

/** It is about the type of the whole value, not about something in it. */
function isOtherType(issue: z.core.$ZodIssue, written: unknown): boolean {
  if (issue.path.length > 0) return false
  return (
    issue.code === 'invalid_type' || (issue.code === 'invalid_value' && typeof written !== 'string')
  )
}

function wantedOf(
  issue: z.core.$ZodIssue,
  written: unknown,
  values: readonly string[],
  names: readonly string[],
  types: readonly string[],
): string {
  if (issue.code === 'invalid_union') {
    const forms = types.flatMap((type) =>
      // A text of which all values are known is told of by them.
      type === 'object' && names.length
        ? `the keys ${names.join(', ')}`
        : type === 'string' && values.length && typeof written === 'number'
          ? `text in quotes: ${values.map((value) => `"${value}"`).join(', ')}`
          : type === 'string' && values.length
            ? values.map((value) => `"${value}"`)
            : type === 'string' && ['boolean', 'number'].includes(typeof written)
              ? 'text in quotes'
              : (TYPES[type] ?? type),
    )
    const all = [...new Set(forms)].join(', or ')
    return all.charAt(0).toUpperCase() + all.slice(1)
  }
  if (issue.code === 'invalid_format') return issue.message.replace(/^Invalid string: /, '')
  if (issue.code === 'invalid_type' && issue.message.startsWith('Invalid')) {
    const quoted = issue.expected === 'string' && ['boolean', 'number'].includes(typeof written)
    const type = TYPES[issue.expected] ?? issue.expected
    return (quoted ? `${type} in quotes` : type).replace(/^./, (letter) => letter.toUpperCase())
  }
  if (issue.code === 'invalid_value') return `"${issue.values.map(String).join('" or "')}"`
  if (issue.code === 'too_small' && ['int', 'number'].includes(issue.origin))
    return `At least ${issue.minimum}`
  if (issue.code === 'too_small' && issue.message.startsWith('Too small'))
    return issue.origin === 'string' ? 'Text that is not empty' : 'At least one'
  if (issue.code === 'too_big') return `At most ${issue.maximum}`
  return issue.message
}

/** The likely ones alone, when there are any. */
export function listed(name: string, allowed: readonly string[]): string {
  const sorted = byNearness(name, allowed)
  const near = sorted.filter((one) => isNear(name, one)).slice(0, 3)
  const quoted = (near.length ? near : sorted).map((one) => `"${one}"`)
  return near.length ? quoted.join(' or ') : `One of ${quoted.toSorted().join(', ')}`
}

function shown(value: unknown): string {
  return value === undefined ? 'left out' : (JSON.stringify(value) ?? 'that')
}

function at(value: unknown, path: Path): unknown {
  let found = value
  for (const part of path) found = (found as Record<PropertyKey, unknown> | undefined)?.[part]
  return found
}

function formsAt(schema: JsonSchema, path: Path): JsonSchema[] {
  let forms = [schema]
  const open = (form: JsonSchema): JsonSchema[] => form.anyOf?.flatMap((one) => open(one)) ?? [form]
  for (const part of path) {
    forms = forms.flatMap(open).flatMap((form) => {
      if (typeof part === 'number') return form.items ?? []
      const more = form.additionalProperties
      return form.properties?.[String(part)] ?? (typeof more === 'object' ? more : [])
    })
  }
  return forms.flatMap(open)
}

function keysAt(schema: JsonSchema, path: Path): string[] {
  return formsAt(schema, path).flatMap(({ properties }) => Object.keys(properties ?? {}))
}

function valuesAt(schema: JsonSchema, path: Path): string[] {
  return formsAt(schema, path).flatMap((form) => (form.enum ?? []).map(String))
}

function typesAt(schema: JsonSchema, path: Path): string[] {
  return formsAt(schema, path).flatMap(({ type }) => type ?? [])
}
