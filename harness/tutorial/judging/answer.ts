import type { Expect } from '../directives/directive.ts'
import type { Check } from '../planning/plan.ts'
import type { RequestStep } from '../planning/step.ts'
import { exactMask } from './mask.ts'
import { bounded, outputDiffers } from './expected-output.ts'
import type { Finding, Tutorial } from './finding.ts'
import { outputPattern } from './_pattern.ts'

/** What a server answered. */
export interface Answer {
  readonly status: number
  /** Names in any case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body: string
}

export type HttpMatch = NonNullable<Exclude<Expect, string>['http']>

/**
 * Judges an answer by `expect: { http: … }`: the status; each header that is named, in which `...`
 * stands for anything; the body, whole when it is a string; and JSON, in which an object may have more
 * keys than are given, and a list no more items.
 *
 * @returns `undefined` when it holds; else `HTTP_MISMATCH`, at the block.
 * @throws NixproofError DIRECTIVE_INVALID for a pattern that is no regular expression
 */
export function judgeAnswer(
  { file }: Tutorial,
  { line, nondeterministic }: Pick<Check, 'line' | 'nondeterministic'>,
  match: HttpMatch,
  answer: Answer,
): Finding | undefined {
  const differs =
    statusDiffers(match, answer) ??
    headerDiffers(match, answer) ??
    bodyDiffers(match, answer, nondeterministic) ??
    jsonDiffers(match, answer)
  if (!differs) return undefined
  return {
    code: 'HTTP_MISMATCH',
    severity: 'tutorial',
    place: { file, line },
    summary: `GET ${match.path} is answered with something else`,
    ...differs,
    next: 'Correct the program, or `expect` of the directive',
  }
}

/**
 * Judges an answer by what the text says is to be seen at an address: a status below 400, and the words
 * that it quotes, in any case, also where marks of HTML stand between them.
 *
 * @returns `undefined` when it holds; else `HTTP_MISMATCH`, at the address in the text.
 */
export function judgePage(
  { file }: Tutorial,
  { url, at, contains }: RequestStep,
  { status, body }: Answer,
): Finding | undefined {
  const fine = status < 400
  const said = contains === undefined || hasWords(body, contains)
  if (fine && said) return undefined
  return {
    code: 'HTTP_MISMATCH',
    severity: 'tutorial',
    place: { file, line: at.line, column: at.column },
    summary: `${url} does not show what the text says`,
    wanted:
      contains === undefined || !fine ? 'A status below 400' : `A page that says "${contains}"`,
    found: `${status} with the body "${bounded(body.trim())}"`,
    next: 'Correct the program, or what the text says of it',
  }
}

type Differs = Pick<Finding, 'wanted' | 'found' | 'diff'>

function statusDiffers({ status }: HttpMatch, answer: Answer): Differs | undefined {
  if (answer.status === status) return undefined
  return {
    wanted: `The status ${status}`,
    found: `${answer.status} with the body "${bounded(answer.body.trim())}"`,
  }
}

function headerDiffers({ headers = {} }: HttpMatch, answer: Answer): Differs | undefined {
  const came = new Map(
    Object.entries(answer.headers).map(([name, value]) => [
      name.toLowerCase(),
      [value ?? []].flat(),
    ]),
  )
  for (const [name, wanted] of Object.entries(headers)) {
    const values = came.get(name.toLowerCase()) ?? []
    const pattern = outputPattern(wanted, (text) => text)
    // A value may be in several headers, or in one with commas between.
    const all = values.length > 0 ? [...values, values.join(', ')] : []
    if (all.some((value) => pattern.matches(value))) continue
    const found = values.length > 0 ? `"${values.join(', ')}"` : 'No such header'
    return { wanted: `The header "${name}: ${wanted}"`, found }
  }
  return undefined
}

function bodyDiffers(
  { body }: HttpMatch,
  answer: Answer,
  nondeterministic: Check['nondeterministic'],
): Differs | undefined {
  if (body === undefined) return undefined
  if (typeof body !== 'string') return outputDiffers(body, answer.body, nondeterministic)
  const mask = exactMask(nondeterministic)
  const whole = (text: string): string => mask(text.replaceAll('\r\n', '\n').replace(/\n$/, ''))
  if (whole(body) === whole(answer.body)) return undefined
  return { wanted: `The body "${body}"`, found: `The body "${bounded(answer.body)}"` }
}

function jsonDiffers({ json }: HttpMatch, { body }: Answer): Differs | undefined {
  if (json === undefined) return undefined
  let came: unknown
  try {
    came = JSON.parse(body)
  } catch {
    return { wanted: 'JSON', found: `The body "${bounded(body)}"` }
  }
  const at = whereJsonDiffers(json, came, '$')
  if (!at) return undefined
  return { wanted: `${at.path} is ${inJson(at.wanted)}`, found: inJson(at.found) }
}

interface JsonDifference {
  readonly path: string
  readonly wanted: unknown
  readonly found: unknown
}

function whereJsonDiffers(
  wanted: unknown,
  found: unknown,
  path: string,
): JsonDifference | undefined {
  if (Array.isArray(wanted)) {
    if (!Array.isArray(found) || found.length !== wanted.length) return { path, wanted, found }
    return first(
      wanted.map((one, index) => whereJsonDiffers(one, found[index], `${path}[${index}]`)),
    )
  }
  if (isObject(wanted)) {
    if (!isObject(found)) return { path, wanted, found }
    return first(
      Object.entries(wanted).map(([key, one]) =>
        whereJsonDiffers(one, Object.hasOwn(found, key) ? found[key] : undefined, `${path}.${key}`),
      ),
    )
  }
  return wanted === found ? undefined : { path, wanted, found }
}

function first<T>(items: readonly (T | undefined)[]): T | undefined {
  return items.find((item) => item !== undefined)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function inJson(value: unknown): string {
  return value === undefined ? 'nothing' : bounded(JSON.stringify(value))
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
}

function hasWords(body: string, words: string): boolean {
  const plain = (text: string): string => text.replaceAll(/\s+/g, ' ').trim().toLowerCase()
  const seen = body
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll(/&#(\d+);/g, (_, code: string) =>
      String.fromCodePoint(Math.min(Number(code), 0x10_ff_ff)),
    )
    .replaceAll(/&(\w+);/g, (entity, name: string) => ENTITIES[name] ?? entity)
  return plain(body).includes(plain(words)) || plain(seen).includes(plain(words))
}
