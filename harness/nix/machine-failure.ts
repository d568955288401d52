import type { BuilderFailure } from './build-failure.ts'
import { plain } from './marks.ts'
import type { NixMessage } from './messages.ts'

/** What this machine, or this container, does not give; the tutorial is not to blame. */
export type MachineCode =
  | 'OUT_OF_DISK'
  | 'OUT_OF_MEMORY'
  | 'SANDBOX_UNAVAILABLE'
  | 'NIXPKGS_MISSING'

/** At the end: in the middle it is the name of something, or what an expression gives up with. */
const DISK =
  /(?:(?:^|: )(?:No space left on device|Disk quota exceeded)|database or disk is full.*|lack of free disk space)$/
const MEMORY = /(?:^|: )(?:out of memory|Cannot allocate memory|std::bad_alloc)$/i
/** What builders say of it. */
const DISK_WORDS = /No space left on device|Disk quota exceeded/
/**
 * Up to 2.13 whatever failed first on the way into a sandbox, later one message of its own.
 * The last is of an emulated processor, and comes without a sandbox too: NixOS/nix#5258.
 */
const SANDBOX =
  /cloning builder process: |^mounting \/proc: |pivot old root directory|kernel namespaces that are required for sandboxing|setting up a private mount namespace|unable to load seccomp BPF program/

/**
 * @param killed Whether the kernel ended a process of the container for want of memory.
 * @param lastWords The last line: a Nix that cannot write its own files may end without a message.
 * @param limited Whether the container has a limit of disk: Nix looks at the disk when a builder has
 *   failed, and does not see every such limit. Else a builder's words about it are but words.
 */
export function findMachineFailure(
  messages: readonly NixMessage[],
  builder: BuilderFailure | undefined,
  killed: boolean,
  lastWords = '',
  limited = false,
): { code: MachineCode; line: string } | undefined {
  const own = messages
    .filter(({ isThrown }) => !isThrown)
    .map(({ lines }) => lines.join('\n').replace(/^\s*error: ?/, ''))
  const lines = own.flatMap((text) => text.split('\n')).map((text) => text.trim())
  const log = builder?.log ?? []
  const said = log.findLast((text) => DISK_WORDS.test(text))
  const silent = messages.length === 0 && !builder && DISK_WORDS.test(lastWords)
  const full = lines.findLast((text) => DISK.test(text))
  const disk =
    (full === undefined ? undefined : (said ?? full)) ??
    (limited ? log.findLast((text) => /Disk quota exceeded/.test(text)) : undefined) ??
    (silent ? plain(lastWords) : undefined)
  if (disk !== undefined) return { code: 'OUT_OF_DISK', line: disk.trim() }
  const memory = [...lines, ...log]
    .findLast((text) => /\bout of memory\b|Cannot allocate memory|std::bad_alloc/i.test(text))
    ?.trim()
  if (killed) return { code: 'OUT_OF_MEMORY', line: memory ?? '' }
  // A builder may use the words for what befell something else.
  const without = builder ? undefined : lines.find((text) => MEMORY.test(text))
  if (without !== undefined) return { code: 'OUT_OF_MEMORY', line: memory ?? '' }
  const sandbox = own.find((text) => SANDBOX.test(text))
  if (sandbox !== undefined) return { code: 'SANDBOX_UNAVAILABLE', line: sandbox.split('\n')[0]! }
  const nixpkgs = own.find((text) =>
    text.includes("file 'nixpkgs' was not found in the Nix search path"),
  )
  if (nixpkgs !== undefined) return { code: 'NIXPKGS_MISSING', line: nixpkgs.split('\n')[0]! }
  return undefined
}
