import { z } from 'zod'
import { EMBEDDED_NIX } from '../../image/debian/packages.ts'
import { parseOriginFlag } from '../../origin/git/flag.ts'
import { normal } from '../classify/workspace.ts'
import type { Directive, Sidecar } from './directive.ts'

/** `30s`, `5m`, `1h`, `500ms`; no time at all would be no time to do anything. */
const DURATION = 'A duration, such as "30s" or "5m"'
const duration = z.string(DURATION).regex(/^(?=.*[1-9])\d+(\.\d+)?(ms|s|m|h)$/, DURATION)
/** As the judgement takes it. */
const regex = z
  .string()
  .min(1, 'A regular expression')
  .refine((source) => succeeds(() => new RegExp(source, 'u')), {
    error: 'A regular expression of JavaScript, as with the flag "u"',
  })
  .meta({ format: 'regex' })
const commands = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)])
const texts = z.union([z.string(), z.array(z.string())])

const output = z
  .strictObject({
    exact: z.string().optional(),
    contains: texts.optional(),
    regex: regex.optional(),
    like: z.string().describe('"..." stands for anything').optional(),
  })
  .refine(saysSomething, { error: '"exact", "contains", "regex" or "like"' })
  .meta({ minProperties: 1 })
  .describe('What the commands print, on standard output and standard error')

const http = z
  .strictObject({
    port: z.int().min(1).max(65_535).optional(),
    path: z.string().startsWith('/', 'A path that begins with "/"').default('/'),
    status: z.int().min(100).max(599).default(200),
    headers: z.record(z.string(), z.string()).optional(),
    body: z.union([z.string(), output]).optional(),
    json: z.unknown().optional(),
  })
  .describe('What the program that the block starts answers')

const expectation = z
  .union([
    z.enum(['ok', 'fail']),
    z
      .strictObject({
        fail: z
          .strictObject({ code: z.int().min(1).max(255).optional(), text: texts.optional() })
          .describe('The last command fails: its exit code, and text that it prints')
          .optional(),
        output: z.union([z.string().describe('The same as `like`'), output]).optional(),
        http: http.optional(),
      })
      .refine(saysSomething, { error: '"fail", "output" or "http"' })
      .meta({ minProperties: 1 }),
  ])
  .describe('What is to happen; by default everything succeeds and prints what the text shows')

/** A text is not to reach into the machine that proves it; the container has an `/etc` of its own. */
const INSIDE = 'A path that does not leave the workspace'
const path = z
  .string()
  .min(1)
  .refine((text) => !/^\.\.(?:\/|$)/.test(normal(text)), { error: INSIDE })

const file = z
  .union([
    path,
    z
      .strictObject({
        path,
        mode: z
          .enum(['write', 'equal'])
          .describe('Written to the workspace, or held against the file in it')
          .optional(),
        part: z.boolean().describe('The block is a part of the file').optional(),
      })
      .refine(({ mode, part }) => mode !== 'write' || part !== true, {
        path: ['part'],
        error: '"mode: equal", or the whole file: a part of one cannot be written',
      })
      .refine(({ path: at, mode }) => mode !== 'equal' || !/^[/~]/.test(at), {
        path: ['path'],
        error: 'A path in the workspace: with "mode: equal" its file is compared',
      }),
  ])
  .describe('The file that the block shows')

const origin = z.string().refine((text) => succeeds(() => parseOriginFlag(text)), {
  error: 'A clone, such as "github:OWNER/REPO=PATH@REV"',
})

const captured = z.union([
  z.enum(['store-path', 'hash', 'url', 'output']),
  z.strictObject({ regex: regex.describe('Its first group, or the whole match') }),
])

const NONDETERMINISTIC = ['store-hash', 'hash', 'date', 'duration', 'number', 'path'] as const

const cell = z
  .strictObject({
    nix: z
      .union([z.enum(EMBEDDED_NIX), z.array(z.enum(EMBEDDED_NIX)).min(1)])
      .describe('Versions of Nix')
      .optional(),
    nixpkgs: texts.optional(),
    image: z.enum(['official', 'embedded']).optional(),
    sandbox: z.boolean().optional(),
    variant: z.enum(['local', 'fetched']).optional(),
  })
  .refine(saysSomething, { error: '"nix", "nixpkgs", "image", "sandbox" or "variant"' })
  .meta({ minProperties: 1 })
  .describe('The cells of the matrix that the block is proved in')

/** The keys of a directive, in a comment of the Markdown or in the sidecar. */
const keys = {
  skip: z.string('A reason').min(1, 'A reason').describe('Why the block is not proved').optional(),
  expect: expectation.optional(),
  file: file.optional(),
  cwd: z.string().min(1).describe('Relative to the workspace').optional(),
  env: z.record(z.string().regex(/^[A-Za-z_]\w*$/), z.string()).optional(),
  mountAs: z
    .string()
    .startsWith('/', 'A path that begins with "/"')
    .describe('Where the workspace is as well: an absolute path that the text uses')
    .optional(),
  timeout: duration.describe('For the block, such as "30s" or "5m"').optional(),
  session: z
    .string()
    .regex(/^[\w-]+$/, 'A name of letters, digits, "_" and "-"')
    .describe('The shell that the commands run in; blocks that name the same one share it')
    .optional(),
  setup: commands.describe('Run before the block').optional(),
  cleanup: commands.describe('Run after the block, whatever came of it').optional(),
  capture: z
    .record(z.string().regex(/^[A-Za-z_]\w*$/), captured)
    .describe('Variables that later commands find in their environment')
    .optional(),
  nondeterministic: z
    .union([
      z.boolean(),
      z.array(z.union([z.enum(NONDETERMINISTIC), z.strictObject({ regex })])).min(1),
    ])
    .describe('What differs each time in the output; `true` is all of it')
    .optional(),
  'only-on': cell.optional(),
  origin: z
    .union([origin, z.array(origin).min(1)])
    .describe('Clones that stand in for repositories, as `--origin` names them')
    .optional(),
  tags: z.array(z.string().min(1)).min(1).optional(),
} as const

const address = {
  heading: z
    .string()
    .min(1)
    .describe('The heading that the block is below; `A > B` for one in another')
    .optional(),
  line: z.int().min(1).describe('A line of the block').optional(),
  contains: z.string().min(1).describe('Text of the block').optional(),
} as const

export const directiveSchema: z.ZodType<Directive> = z.strictObject(keys)

export const sidecarSchema: z.ZodType<Sidecar> = z
  .strictObject({
    $schema: z.string().describe('Where this schema is, for editors').optional(),
    format: z.literal(1).describe('The version of this format'),
    blocks: z.array(z.strictObject({ ...address, ...keys })).min(1),
  })
  .describe('What nixproof is to know of the code blocks of the Markdown file NAME.md')

/** A group of keys without any of them is a mistake: it would say nothing, and seem to. */
function saysSomething(keyed: object): boolean {
  return Object.keys(keyed).length > 0
}

function succeeds(action: () => unknown): boolean {
  try {
    action()
    return true
  } catch {
    return false
  }
}
