import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'
import type { StartedNixContainer } from '../harness/container/nix-container.ts'
import { ensureEngine } from '../harness/engine/ensure.ts'
import { NixproofError } from '../harness/errors.ts'
import type { EMBEDDED_NIX } from '../harness/image/debian/packages.ts'
import { ensureImage, type NixImage } from '../harness/image/ensure.ts'
import { DEFAULT_NIXPKGS, type EmbeddedNixpkgs } from '../harness/image/releases.ts'

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

/**
 * Command lines of the processes in a container, without what keeps it alive, what lists them, and
 * two runners that wait for a command or its end, or are just being started by the engine, and what waits
 * for connections to servers: one program, or where there is no Python up to four.
 */
export async function processes(container: StartedNixContainer): Promise<string[]> {
  const { stdout } = await container.run([
    'bash',
    '-c',
    `waiting=2 tunnels=1 carriers=4
     read -r stat <"/proc/$PPID/stat"
     set -- \${stat##*) }
     runner=$2
     for path in /proc/[0-9]*; do
       pid=\${path#/proc/}
       { read -r stat <"$path/stat"; } 2>/dev/null || continue
       [[ $stat == *") Z 0 "* ]] && continue # The engine started it, and collects it from outside.
       [[ $stat == *") Z "* ]] && { echo "zombie $stat"; continue; }
       mapfile -d '' -t words <"$path/cmdline" 2>/dev/null
       ((\${#words[@]})) || continue # Without memory any more: it is on its way out.
       [[ $pid == 1 || $pid == "$$" || $pid == "$PPID" || $pid == "$runner" ]] && continue
       ((waiting)) && [[ \${words[4]} == nixproof-run || \${words[*]} == 'runc init' ]] && { ((waiting -= 1)); continue; }
       ((tunnels)) && [[ \${words[3]} == *end_with_host* ]] && { ((tunnels -= 1)); continue; }
       ((carriers)) && [[ \${words[4]} == nixproof-carry ]] && { ((carriers -= 1)); continue; }
       echo "$pid \${words[*]//[[:cntrl:]]/ }"
     done`,
  ])
  return stdout.split('\n').filter(Boolean)
}

/** The embedded image with a Nix of one's choice, and the rules of a release of nixpkgs. */
export async function embedded(
  nix: (typeof EMBEDDED_NIX)[number],
  nixpkgs: EmbeddedNixpkgs = DEFAULT_NIXPKGS,
): Promise<NixImage> {
  const engine = await ensureEngine(tell)
  return ensureImage(engine, { choice: 'embedded', nix, nixpkgs, refresh: false }, tell)
}

/** For what takes seconds: a line in the log, without the header that vitest gives to console output. */
export function tell(line: string): void {
  process.stderr.write(`  ${line} …\n`)
}

/** The Python that the image has for nixproof itself. */
export const PYTHON = '/nix/var/nix/gcroots/nixproof-python/bin/python3'
