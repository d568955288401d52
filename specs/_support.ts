import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'
import type { StartedNixContainer } from '../harness/container/nix-container.ts'
import { NixproofError } from '../harness/errors.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Reference of the Nix image that all specs use. */
    image: string
  }
}

export function fixture(name: string): string {
  return fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url))
}

/** The error that a call on purpose rejects with; fails when it does not reject, or with another. */
export async function failure(call: Promise<unknown>): Promise<NixproofError> {
  const error = await call.then(
    (value) => expect.fail(`it did not fail, but gave ${JSON.stringify(value)}`),
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(NixproofError)
  return error as NixproofError
}

/** Command lines of the processes in a container, without what keeps it alive and what lists them. */
export async function processes(container: StartedNixContainer): Promise<string[]> {
  const { stdout } = await container.run([
    'bash',
    '-c',
    `for path in /proc/[0-9]*; do
       pid=\${path#/proc/}
       { read -r stat <"$path/stat"; } 2>/dev/null || continue
       [[ $stat == *") Z "* ]] && { echo "zombie $pid"; continue; }
       mapfile -d '' -t words <"$path/cmdline" 2>/dev/null
       [[ $pid == 1 || $pid == "$$" || $pid == "$PPID" || \${words[*]} == 'sleep infinity' ]] && continue
       echo "$pid \${words[*]//[[:cntrl:]]/ }"
     done`,
  ])
  return stdout.split('\n').filter(Boolean)
}

/** For what takes seconds: a line in the log, without the header that vitest gives to console output. */
export function tell(line: string): void {
  process.stderr.write(`  ${line} …\n`)
}

/** The Python that the image has for nixproof itself. */
export const PYTHON = '/nix/var/nix/gcroots/nixproof-python/bin/python3'
