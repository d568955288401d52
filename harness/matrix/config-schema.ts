import { z } from 'zod'
import { parseOriginFlag } from '../origin/git/flag.ts'
import type { JsonSchema } from '../tutorial/directives/json-schema.ts'
import { AXES, IMAGES, VARIANTS } from './axes.ts'
import type { WrittenConfig } from './config.ts'
import { EXPECTABLE_CODES } from './expectable.ts'

const text = z.string().min(1)

/** As tags of images are: https://github.com/distribution/reference/blob/main/regexp.go */
const nix = z
  .string()
  .regex(/^\w[\w.-]{0,127}$/, 'A version of Nix, such as "2.34"')
  .describe('2.8, 2.26 or 2.34 of the embedded image, or a tag of nixos/nix')
const nixpkgs = z
  .string()
  .regex(/^\w[\w.-]*$/, 'A release of nixpkgs, such as "24.11"')
  .describe(
    '24.11 or 25.11 of the embedded image; of the official one any release, channel or commit, or bundled',
  )
const values = {
  image: z.enum(IMAGES),
  nix,
  nixpkgs,
  sandbox: z.boolean(),
  variant: z.enum(VARIANTS),
}

const axes = z
  .strictObject({
    image: z.array(values.image).min(1).optional(),
    nix: z.array(nix).min(1).optional(),
    nixpkgs: z.array(nixpkgs).min(1).optional(),
    sandbox: z.array(values.sandbox).min(1).optional(),
    variant: z.array(values.variant).min(1).optional(),
  })
  .describe('The values that are combined, each with each')

const pattern = z
  .strictObject({
    image: several(values.image),
    nix: several(nix),
    nixpkgs: several(nixpkgs),
    sandbox: several(values.sandbox),
    variant: several(values.variant),
  })
  .refine((keyed) => Object.keys(keyed).length > 0, {
    error: AXES.map((axis) => `"${axis}"`).join(', '),
  })
  .meta({ minProperties: 1 })

const origin = z.string().refine(isOrigin, {
  error: 'A clone, such as "github:OWNER/REPO=PATH@REV"',
})

const tutorial = z.union([
  text.describe('A Markdown file, a directory with some, or a glob'),
  z.strictObject({
    path: text.describe('A Markdown file, a directory with some, or a glob'),
    workspace: text.describe("The reader's directory; by default that of the file").optional(),
    mountAs: z
      .string()
      .startsWith('/', 'A path that begins with "/"')
      .describe('Where the container sees it; by default /workspace')
      .optional(),
    sidecar: text
      .describe('What is known of its blocks; by default NAME.nixproof.yaml beside it')
      .optional(),
    origin: z
      .union([origin, z.array(origin).min(1)])
      .describe('Clones that stand in for repositories, as `--origin` names them')
      .optional(),
  }),
])

const expectation = z.strictObject({
  cells: pattern.describe('The cells that it is about; by default all').optional(),
  tutorial: text.describe('One Markdown file; by default every tutorial').optional(),
  code: z
    .enum(EXPECTABLE_CODES)
    .describe('Of the failure that is to come, of a check that was run'),
  text: text.describe('What it has to contain besides, in its message or output').optional(),
  reason: z.string('A reason').min(1, 'A reason').describe('Why it is known and left'),
})

/** One line of nix.conf each: what begins another one would set something else. */
const word = z.string().regex(/^[^\s;]+$/, 'A URL without spaces')
const line = z.string().regex(/^[^\r\n;]*[^\s;][^\r\n;]*$/, 'One builder, without ";"')

export const configSchema: z.ZodType<WrittenConfig> = z
  .strictObject({
    $schema: z.string().describe('Where this schema is, for editors').optional(),
    tutorials: z.array(tutorial).min(1).describe('Paths are relative to this file').optional(),
    axes: axes.optional(),
    include: z
      .array(pattern)
      .min(1)
      .describe('Cells besides; without `axes` they are all there are')
      .optional(),
    exclude: z.array(pattern).min(1).describe('Combinations that there are not to be').optional(),
    expect: z
      .array(expectation)
      .min(1)
      .describe('Failures that are known; one that does not come is reported too')
      .optional(),
    nix: z
      .strictObject({
        builders: z
          .array(line)
          .min(1)
          .describe('Machines that build as well, as in nix.conf, one for each entry')
          .optional(),
        substituters: z.array(word).min(1).describe('URLs of binary caches').optional(),
        trustedPublicKeys: z
          .array(z.string().regex(/^[^\s:]+:[A-Za-z0-9+/]+=*$/, 'A key such as "NAME:BASE64"'))
          .min(1)
          .describe('Of those who sign what the caches have')
          .optional(),
      })
      .describe('What Nix is told, in every cell')
      .optional(),
    cache: z
      .strictObject({
        maxGiB: z
          .number()
          .positive()
          .describe('GiB that it may have on the disk, of all images together; by default 2')
          .optional(),
      })
      .describe('What --cache uses, where it is given')
      .optional(),
  })
  .describe('What nixproof proves, and in which cells')

/** What `config.schema.json` has to be, for editors to complete a configuration by. */
export function configJsonSchema(): JsonSchema {
  return z.toJSONSchema(configSchema, { io: 'input' }) as JsonSchema
}

function several<T extends z.ZodType>(
  one: T,
): z.ZodOptional<z.ZodUnion<readonly [T, z.ZodArray<T>]>> {
  return z.union([one, z.array(one).min(1)]).optional()
}

function isOrigin(source: string): boolean {
  try {
    parseOriginFlag(source)
    return true
  } catch {
    return false
  }
}
