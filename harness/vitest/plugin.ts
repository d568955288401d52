/// <reference types="vitest/config" />
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'
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

const DEFINE = fileURLToPath(new URL(`./define-tests${extname(import.meta.url)}`, import.meta.url))

/** A Vite plugin that lets vitest run plans. Add {@link PLAN_FILES} to `test.include`. */
export function nixproof(): Plugin {
  return {
    name: 'nixproof',
    enforce: 'pre',
    // vitest keeps what plugins made of a file until the file changes, also when the plugin does.
    configureVitest({ defineCacheKeyGenerator }) {
      defineCacheKeyGenerator(({ id }) => (PLAN_ID.test(id) ? false : undefined))
    },
    transform: {
      filter: { id: PLAN_ID },
      handler(text, id) {
        const plan = readPlan(text, id)
        const call = `await defineTests(${JSON.stringify(plan)}, ${JSON.stringify(id)})`
        const code = `import { defineTests } from ${JSON.stringify(DEFINE)}\n${call}\n`
        return { code, map: null }
      },
    },
  }
}
