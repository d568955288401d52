/// <reference types="vitest/config" />
import { dirname, extname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Plugin, Rollup } from 'vite'
import type { TestProject } from 'vitest/node'
import type { MatrixCell } from '../matrix/cell.ts'
import type { Planned } from '../tutorial/planning/make-plan.ts'
import { readPlan } from '../tutorial/read-plan.ts'
import { tutorialModule } from './_tutorial-module.ts'
import { TutorialWatch } from './_tutorial-watch.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Reference of the image that containers start from; it is on the engine. */
    image: string
    /** Who does the checks, when nixproof started vitest itself. */
    nixproofDesk: string | undefined
    /** The cell that the tests of a project are of, where nixproof started vitest for several. */
    nixproofCell: ProvidedCell | undefined
  }
}

/** What a test thread has to know of its cell. */
export type ProvidedCell = Pick<MatrixCell, 'name' | 'expected'>

/** Files that become vitest test files: one test per check. */
export const PLAN_FILES = '**/*.plan.yaml'
const PLAN_ID = /\.plan\.yaml$/
const MARKDOWN_ID = /\.(?:md|mdx|markdown)$/i

export interface PluginOptions {
  /** The reader's directory, for all Markdown files. Default: that of each file. */
  readonly workspace?: string
  /** Plans that are made already, by absolute file. */
  readonly planned?: ReadonlyMap<string, Planned>
}

/**
 * A Vite plugin that lets vitest run tutorials: add Markdown files, such as `README.md`, to
 * `test.include`, or {@link PLAN_FILES}.
 */
export function nixproof({ workspace, planned }: PluginOptions = {}): Plugin {
  const projects: TestProject[] = []
  const watch = new TutorialWatch(projects)
  const workspaceOf = (file: string): string => resolve(workspace ?? dirname(file))
  return {
    name: 'nixproof',
    enforce: 'pre',
    config: () => ({ test: { watchTriggerPatterns: [watch.trigger] } }),
    // vitest keeps what plugins made of a file until the file changes, also when the plugin does.
    configureVitest({ project, defineCacheKeyGenerator }) {
      projects.push(project)
      defineCacheKeyGenerator(({ id }) =>
        PLAN_ID.test(id) || MARKDOWN_ID.test(id) ? false : undefined,
      )
    },
    transform: {
      filter: { id: [PLAN_ID, MARKDOWN_ID] },
      async handler(text, id) {
        if (PLAN_ID.test(id)) {
          const args = [readPlan(text, id), id].map((arg) => JSON.stringify(arg)).join(', ')
          const file = JSON.stringify(harnessFile('define-tests'))
          return {
            code: `import { defineTests } from ${file}\nawait defineTests(${args})\n`,
            map: null,
          }
        }
        // Markdown that somebody imports is for other plugins.
        const made = planned?.get(id)
        const project = made ? projects[0] : projects.find((one) => one.matchesTestGlob(id))
        if (!project) return undefined
        const plan = made ?? (await planOf(id))
        const { tags, strictTags, watch: isWatching } = project.config
        if (isWatching) await watch.add(id, workspaceOf(id))
        const where = {
          file: id,
          workspace: workspaceOf(id),
          // vitest refuses a whole file for a tag that its configuration does not declare.
          ...((strictTags ?? true) && { tags: tags.map(({ name }) => name) }),
        }
        const code = tutorialModule(plan, where, harnessFile('define-tutorial-tests'))
        return { code, map: lineByLine(code, id) }
      },
    },
  }

  async function planOf(file: string): Promise<Planned> {
    // Parsers are for tutorials alone.
    const { planFile } = await import('../tutorial/planning/plan-file.ts')
    return planFile(file, { workspace: workspaceOf(file) })
  }
}

/**
 * A line of the module stands for that line of the tutorial. vitest would otherwise make a map of each
 * word, of the plan too, and its threads keep them all: 80 kB for a tutorial.
 */
function lineByLine(code: string, file: string): Rollup.ExistingRawSourceMap {
  // VLQ of: column 0, this source, the next line of it, column 0.
  const mappings = code
    .trimEnd()
    .replaceAll(/[^\n]+/g, '')
    .replaceAll('\n', ';AACA')
  return { version: 3, sources: [file], names: [], mappings: `AAAA${mappings}` }
}

function harnessFile(name: string): string {
  return fileURLToPath(new URL(`./${name}${extname(import.meta.url)}`, import.meta.url))
}
