/// <reference types="vitest/config" />
import { dirname, extname, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'
import type { TestProject } from 'vitest/node'
import type { Planned } from '../tutorial/planning/make-plan.ts'
import { readPlan } from '../tutorial/read-plan.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Reference of the image that containers start from; it is on the engine. */
    image: string
    /** Who does the checks, when nixproof started vitest itself. */
    nixproofDesk: string | undefined
  }
}

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
  const tutorials = new Set<string>()
  const workspaceOf = (file: string): string => resolve(workspace ?? dirname(file))
  return {
    name: 'nixproof',
    enforce: 'pre',
    config: () => ({
      test: {
        watchTriggerPatterns: [{ pattern: /(?:)/, testsToRun: (file) => tutorialsOf(file) }],
      },
    }),
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
        if (PLAN_ID.test(id)) return moduleOf('define-tests', 'defineTests', readPlan(text, id), id)
        // Markdown that somebody imports is for other plugins.
        if (!projects.some((project) => project.matchesTestGlob(id))) return undefined
        tutorials.add(id)
        const plan = planned?.get(id) ?? (await planOf(id))
        const where = { file: id, workspace: workspaceOf(id) }
        return moduleOf('define-tutorial-tests', 'defineTutorialTests', plan, where)
      },
    },
  }

  async function planOf(file: string): Promise<Planned> {
    // Parsers are for tutorials alone.
    const { planFile } = await import('../tutorial/planning/plan-file.ts')
    return planFile(file, { workspace: workspaceOf(file) })
  }

  /** The tutorials that a file of somebody's workspace, or a sidecar, is about. */
  function tutorialsOf(file: string): string[] {
    return [...tutorials].filter((tutorial) => {
      const isSidecar = file === tutorial.replace(MARKDOWN_ID, '.nixproof.yaml')
      return isSidecar || isInside(workspaceOf(tutorial), file)
    })
  }
}

function isInside(directory: string, file: string): boolean {
  const path = relative(directory, file)
  return path !== '' && !path.startsWith('..')
}

function moduleOf(
  name: string,
  define: string,
  ...args: readonly unknown[]
): { code: string; map: null } {
  const file = fileURLToPath(new URL(`./${name}${extname(import.meta.url)}`, import.meta.url))
  const call = `await ${define}(${args.map((arg) => JSON.stringify(arg)).join(', ')})`
  return { code: `import { ${define} } from ${JSON.stringify(file)}\n${call}\n`, map: null }
}
