import type { BuilderFailure } from './build-failure.ts'
import type { NixMessage } from './messages.ts'

/** What this machine, or this container, does not give; the tutorial is not to blame. */
export type MachineCode =
  | 'OUT_OF_DISK'
  | 'OUT_OF_MEMORY'
  | 'SANDBOX_UNAVAILABLE'
  | 'NIXPKGS_MISSING'

const DISK =
  /No space left on device|database or disk is full|lack of free disk space|Disk quota exceeded/
const MEMORY = /\bout of memory\b|Cannot allocate memory|std::bad_alloc/i
/**
 * Up to 2.13 whatever failed first on the way into a sandbox, later one message of its own.
 * The last is of an emulated processor, and comes without a sandbox too: NixOS/nix#5258.
 */
const SANDBOX =
  /cloning builder process: |^mounting \/proc: |pivot old root directory|kernel namespaces that are required for sandboxing|setting up a private mount namespace|unable to load seccomp BPF program/

/**
 * @param killed Whether the kernel ended a process of the container for want of memory.
 * @param lastWords The last line: a Nix that cannot write its own files may end without a message.
 */
export function findMachineFailure(
  messages: readonly NixMessage[],
  builder: BuilderFailure | undefined,
  killed: boolean,
  lastWords = '',
): { code: MachineCode; line: string } | undefined {
  const own = messages.map(({ lines }) => lines.join('\n').replace(/^\s*error: ?/, ''))
  const line = (pattern: RegExp): string | undefined =>
    [...own.flatMap((text) => text.split('\n')), ...(builder?.log ?? [])]
      .findLast((text) => pattern.test(text))
      ?.trim()
  const silent = messages.length === 0 && !builder
  const disk = line(DISK) ?? (silent && DISK.test(lastWords) ? lastWords.trim() : undefined)
  if (disk !== undefined) return { code: 'OUT_OF_DISK', line: disk }
  const memory = line(MEMORY)
  if (killed) return { code: 'OUT_OF_MEMORY', line: memory ?? '' }
  // A builder may use the words for what befell something else.
  const without = builder ? undefined : own.find((text) => MEMORY.test(text))
  if (without !== undefined) return { code: 'OUT_OF_MEMORY', line: memory ?? '' }
  const sandbox = own.find((text) => SANDBOX.test(text))
  if (sandbox !== undefined) return { code: 'SANDBOX_UNAVAILABLE', line: sandbox.split('\n')[0]! }
  const nixpkgs = own.find((text) =>
    text.includes("file 'nixpkgs' was not found in the Nix search path"),
  )
  if (nixpkgs !== undefined) return { code: 'NIXPKGS_MISSING', line: nixpkgs.split('\n')[0]! }
  return undefined
}
