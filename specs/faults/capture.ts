/**
 * Provokes every fault of `_all.ts` on every Nix, and writes what Nix wrote to
 * harness/nix/faults.captured.json, and of what only that tells its log to log.captured.json, for unit tests, and the table to the README:
 *   node specs/faults/capture.ts
 */
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { ensureEngine } from '../../harness/engine/ensure.ts'
import { endRun } from '../../harness/engine/lifetime.ts'
import { NixproofError } from '../../harness/errors.ts'
import { EMBEDDED_NIX } from '../../harness/image/debian/packages.ts'
import { ensureImage } from '../../harness/image/ensure.ts'
import { withFaultTable } from './_table.ts'
import { FAULTS } from './_all.ts'
import { openStage } from './_stage.ts'

const path = (name: string): string => fileURLToPath(new URL(`../../${name}`, import.meta.url))
const engine = await ensureEngine(console.error)
const cases: Record<string, Record<string, object>> = {}
const logs: Record<string, Record<string, object>> = {}
for (const nix of EMBEDDED_NIX) {
  const { reference } = await ensureImage(
    engine,
    { choice: 'embedded', nix, refresh: false },
    console.error,
  )
  await using stage = await openStage(engine, reference, path('fixtures/broken'))
  for (const fault of FAULTS) {
    const error: unknown = await stage.provoke(fault).catch((reason: unknown) => reason)
    if (!(error instanceof NixproofError) || error.code !== fault.code) throw error
    const { exitCode, stderr } = error.details.result!
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    const log = fault.logged && (await stage.log(fault))
    if (log) (logs[`${fault.code} ${fault.name}`] ??= {})[nix] = { exitCode, log }
    else if (!fault.launch)
      (cases[`${fault.code} ${fault.name}`] ??= {})[nix] = { exitCode, stderr }
  }
}
const about =
  "What nix-build of Debian's nix-bin 2.8.0, 2.26.3 and 2.34.8 wrote for fixtures/broken, by specs/faults/capture.ts: CODE DIRECTORY"
for (const [name, captured] of Object.entries({ faults: cases, log: logs })) {
  const text = JSON.stringify({ version: 1, about, cases: captured }, undefined, 2)
  // oxlint-disable-next-line no-await-in-loop -- there are two
  await writeFile(path(`harness/nix/${name}.captured.json`), `${text}\n`)
}
await writeFile(path('README.md'), withFaultTable(await readFile(path('README.md'), 'utf8')))
await endRun(engine.docker)
