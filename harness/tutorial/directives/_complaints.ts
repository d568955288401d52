import type { z } from 'zod'
import { byNearness, isNear } from '../../nix/nearest.ts'
import type { JsonSchema } from './json-schema.ts'

const TYPES: Readonly<Record<string, string>> = {
  array: 'A list',
  boolean: '"true" or "false"',
  int: 'A whole number',
  number: 'A number',
  object: 'Keys with values',
  record: 'Keys with values',
  string: 'Text',
}

type Path = readonly PropertyKey[]

/** What is wrong with a directive, and where in it. */
export interface Complaint {
  readonly path: Path
  /** Whether the key at the path is wrong, not its value. */
  readonly key: boolean
  readonly summary: string
  readonly wanted: string
}

/** Issues in words that name what is allowed, the nearest first. */
export function complaintsOf(
  issues: readonly z.core.$ZodIssue[],
  schema: JsonSchema,
  value: unknown,
): Complaint[] {
  return issues.flatMap((issue) => complain(issue, schema, value, []))
}

function complain(
  issue: z.core.$ZodIssue,
  schema: JsonSchema,
  value: unknown,
  above: Path,
): Complaint[] {
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
    if (meant) return meant.flatMap((one) => complain(one, schema, value, path))
  }
  const written = at(value, path)
  const allowed = valuesAt(schema, path)
  const isText = typeof written === 'string' && allowed.length > 0
  return [
    {
      path,
      key: false,
      summary: `${path.length ? `"${path.filter((part) => typeof part === 'string' && part !== 'blocks').join('.')}"` : 'A directive'} cannot be ${shown(written)}`,
      wanted: isText
        ? listed(written, allowed)
        : wantedOf(issue, allowed, keysAt(schema, path), typesAt(schema, path)),
    },
  ]
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
  values: readonly string[],
  names: readonly string[],
  types: readonly string[],
): string {
  if (issue.code === 'invalid_union') {
    const keyed = names.length ? [`the keys ${names.join(', ')}`] : []
    return (
      [...values.map((value) => `"${value}"`), ...keyed].join(', ') ||
      types.map((type) => TYPES[type] ?? type).join(', or ')
    )
  }
  if (issue.code === 'invalid_format') return issue.message.replace(/^Invalid string: /, '')
  if (issue.code === 'invalid_type') return TYPES[issue.expected] ?? issue.expected
  if (issue.code === 'invalid_value') return `"${issue.values.map(String).join('" or "')}"`
  if (issue.code === 'invalid_key') return 'A name of letters, digits and "_"'
  if (issue.code === 'too_small' && ['int', 'number'].includes(issue.origin))
    return `At least ${issue.minimum}`
  if (issue.code === 'too_big') return `At most ${issue.maximum}`
  return issue.message
}

/** The likely ones alone, when there are any. */
function listed(name: string, allowed: readonly string[]): string {
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
