/** The public API: what a TypeScript developer imports from `nixproof`. */
export { NixContainer, StartedNixContainer } from './container/nix-container.ts'
export { ensureEngine } from './engine/ensure.ts'
export { ensureImage } from './image/ensure.ts'
export { EXIT_CODES, NixproofError } from './errors.ts'
export { nixproof, PLAN_FILES } from './vitest/plugin.ts'
export type { Blame, Code, CommandResult, Details, Place } from './errors.ts'
