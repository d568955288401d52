import { z } from 'zod'

/** Builds with `nix-build`, as the reader would, and leaves `result` behind. */
interface BuildStep {
  readonly do: 'build'
  readonly cwd: string
  readonly attribute?: string | undefined
}

/** Runs a command in `nix-shell`. */
export interface ShellStep {
  readonly do: 'shell'
  readonly cwd: string
  readonly run: string
  /** Text that the command's standard output has to contain. */
  readonly prints?: string | undefined
}

/** Starts a program that serves, and keeps it until the next launch or the end of the tutorial. */
interface LaunchStep {
  readonly do: 'launch'
  readonly cwd: string
  readonly command: readonly string[]
  readonly port: number
}

/** Asks the launched program for a page. */
export interface RequestStep {
  readonly do: 'request'
  readonly path: string
  readonly status: number
  /** The whole body, exactly. */
  readonly body?: string | undefined
}

/** Makes a NixOS system of a configuration: of pieces that the tutorial shows, or of a file. */
export interface ConfigureStep {
  readonly do: 'configure'
  /** As after `nixos-rebuild`. */
  readonly action: 'switch' | 'build'
  readonly cwd: string
  readonly fragments?: readonly ConfigureFragment[] | undefined
  /** Relative to `cwd`. */
  readonly file?: string | undefined
}

/** Text of the tutorial, byte for byte. */
interface ConfigureFragment {
  readonly text: string
  /** The line of the tutorial on which the text begins, counted from 1. */
  readonly line: number
}

/** Judges the hashes and revisions of fetcher calls against the clones that stand in for repositories. */
interface PinsStep {
  readonly do: 'pins'
  /** A Markdown or .nix file, relative to the plan. */
  readonly file: string
}

export type Step = PinsStep | BuildStep | ShellStep | ConfigureStep | LaunchStep | RequestStep

/** The steps of one block with its expectation: one test, one verdict. */
export interface Check {
  readonly name: string
  /** The line of the block in the tutorial, counted from 1. */
  readonly line: number
  readonly steps: readonly Step[]
}

/** All checks of a tutorial, in order. Pure data: what is run is exactly what is written here. */
export interface Plan {
  readonly format: 1
  /** The Markdown file, relative to the plan. */
  readonly tutorial: string
  /** The directory that the reader works in, relative to the plan. */
  readonly workspace: string
  /** Where the workspace is in the container: an absolute path. */
  readonly mountAs: string
  readonly checks: readonly Check[]
}

const cwd = z.string().default('.')

const configure = z
  .strictObject({
    do: z.literal('configure'),
    action: z.enum(['switch', 'build']).default('switch'),
    cwd,
    fragments: z
      .array(z.strictObject({ text: z.string(), line: z.int().min(1) }))
      .min(1)
      .optional(),
    file: z.string().optional(),
  })
  .refine(({ fragments, file }) => (fragments === undefined) !== (file === undefined), {
    message: 'either fragments or a file',
  })

const step = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('pins'), file: z.string().min(1) }),
  z.strictObject({ do: z.literal('build'), cwd, attribute: z.string().optional() }),
  z.strictObject({
    do: z.literal('shell'),
    cwd,
    run: z.string().min(1),
    prints: z.string().optional(),
  }),
  configure,
  z.strictObject({
    do: z.literal('launch'),
    cwd,
    command: z.array(z.string()).min(1),
    port: z.int().min(1).max(65_535),
  }),
  z.strictObject({
    do: z.literal('request'),
    path: z.string().startsWith('/'),
    status: z.int().min(100).max(599).default(200),
    body: z.string().optional(),
  }),
])

export const planSchema: z.ZodType<Plan> = z.strictObject({
  format: z.literal(1),
  tutorial: z.string(),
  workspace: z.string().default('.'),
  mountAs: z.string().startsWith('/').default('/workspace'),
  checks: z.array(
    z.strictObject({
      name: z.string().min(1),
      line: z.int().min(1),
      steps: z.array(step).min(1),
    }),
  ),
})
