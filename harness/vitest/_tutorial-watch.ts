import { relative } from 'node:path'
import type { TestProject, WatcherTriggerPattern } from 'vitest/node'
import type { IsIgnored } from '../container/ignored.ts'

const SIDECAR = /\.nixproof\.yaml$/

interface Watched {
  readonly workspace: string
  /** What git ignores is not copied for the reader either, and runs write such files themselves. */
  readonly isIgnored: IsIgnored
}

/**
 * Runs a tutorial again when its sidecar or a file of its workspace has changed: to vitest it is as if
 * the tutorial imported the file, so that all else that the file concerns runs again as well.
 */
export class TutorialWatch {
  readonly #projects: readonly TestProject[]
  readonly #watched = new Map<string, Watched>()

  constructor(projects: readonly TestProject[]) {
    this.#projects = projects
  }

  readonly trigger: WatcherTriggerPattern = {
    pattern: /(?:)/,
    testsToRun: (file) => {
      for (const tutorial of this.#tutorialsOf(file)) this.#connect(file, tutorial)
      return undefined
    },
  }

  async add(tutorial: string, workspace: string): Promise<void> {
    const { readIgnoreRules } = await import('../container/ignored.ts')
    this.#watched.set(tutorial, { workspace, isIgnored: await readIgnoreRules(workspace) })
    for (const { vite } of this.#projects) {
      if (!isInside(vite.config.root, workspace)) vite.watcher.add(workspace)
    }
  }

  /** The tutorials that a changed file is about. */
  #tutorialsOf(file: string): string[] {
    const about = [...this.#watched].filter(([tutorial, { workspace, isIgnored }]) => {
      if (file === tutorial) return false
      if (SIDECAR.test(file)) return file === tutorial.replace(/\.[^.]+$/, '.nixproof.yaml')
      return isInside(workspace, file) && !isLeftOut(workspace, file, isIgnored)
    })
    return about.map(([tutorial]) => tutorial)
  }

  #connect(file: string, tutorial: string): void {
    const environments = this.#projects.flatMap(({ vite }) => Object.values(vite.environments))
    for (const { moduleGraph } of new Set(environments)) {
      for (const module of moduleGraph.getModulesByFile(tutorial) ?? []) {
        moduleGraph.createFileOnlyEntry(file).importers.add(module)
        // What is done with a block depends on which files there are.
        moduleGraph.invalidateModule(module)
      }
    }
  }
}

function isInside(directory: string, file: string): boolean {
  const path = relative(directory, file)
  return !path.startsWith('..')
}

/** Also what vitest writes. */
function isLeftOut(workspace: string, file: string, isIgnored: IsIgnored): boolean {
  const parts = relative(workspace, file).split('/')
  if (parts.includes('.git') || parts.includes('.vitest')) return true
  return parts.some((_, index) => isIgnored([workspace, ...parts.slice(0, index + 1)].join('/')))
}
