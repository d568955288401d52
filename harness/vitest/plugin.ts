import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'

/** Files that become vitest test files: one test per check. */
export const PLAN_FILES = '**/*.plan.yaml'

const DEFINE = fileURLToPath(new URL(`./define-tests${extname(import.meta.url)}`, import.meta.url))

/** A Vite plugin that lets vitest run plans. Add {@link PLAN_FILES} to `test.include`. */
export function nixproof(): Plugin {
  return {
    name: 'nixproof',
    enforce: 'pre',
    transform: {
      filter: { id: /\.plan\.yaml$/ },
      handler(text, id) {
        const call = `await defineTests(${JSON.stringify(text)}, ${JSON.stringify(id)})`
        const code = `import { defineTests } from ${JSON.stringify(DEFINE)}\n${call}\n`
        return { code, map: null }
      },
    },
  }
}
