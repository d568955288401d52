import { posix } from 'node:path'
import type { NixServer } from '../../container/server.ts'
import type { StartedNixContainer } from '../../container/started-nix-container.ts'
import type { NixRepl } from '../../container/nix-repl.ts'
import type { NixShell } from '../../container/typed-shell.ts'
import type { Texts } from '../fixing/texts.ts'
import type { Tutorial } from '../judging/finding.ts'
import type { Attachment } from '../verdict.ts'
import type { WayOut } from '../way-out.ts'

interface Given {
  readonly container: StartedNixContainer
  readonly tutorial: Tutorial
  /** The reader's directory on this machine. */
  readonly workspace: string
  readonly wayOut: WayOut | undefined
  /** Files of this machine, as they were when they were looked at first. */
  readonly texts: Texts
  /** Told each time that a step has held. */
  readonly onStep?: (() => void) | undefined
}

/** All that one reader has open, and what they have seen. */
export interface ReaderDesk extends Given {
  readonly shells: Map<string, NixShell>
  readonly repls: Map<string, NixRepl>
  /** What was printed by the commands of the block at a line. */
  readonly printed: Map<number, string>
  /** Values that later commands find in their environment. */
  readonly captured: Record<string, string>
  /** The program that was started last. */
  server: NixServer | undefined
  /** The shell that was typed in last. */
  last: NixShell | undefined
  /** What has been seen in the check that is being done. */
  attachments: Attachment[]
  /** A path of the workspace, as the container has it. */
  readonly path: (relative?: string) => string
  close(): Promise<void>
}

export function createDesk(given: Given): ReaderDesk {
  const { container, wayOut } = given
  return {
    ...given,
    shells: new Map(),
    repls: new Map(),
    printed: new Map(),
    captured: {},
    server: undefined,
    last: undefined,
    attachments: [],
    path: (relative = '.') => posix.resolve(container.workspace, relative),
    async close() {
      // All that runs in it ends with it.
      await container.stop()
      await wayOut?.[Symbol.asyncDispose]()
    },
  }
}
