/**
 * What nixproof costs, as ratios to plain peers in the same run: `bench.ts [PART…]`; without one, all.
 * `targets` are the parts of the rows (a) to (g) that have a target. Writes specs/bench/results/:
 * targets.json and phases.svg, and the table of docs/ci.md, else latest.json; `Results` in _report.ts says what is in them.
 *
 *   --rounds N      as often, where a part goes in rounds and has a target
 *   --tutorials N   at most so many in one call, in the part `scale` (default: 1,000, some minutes)
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { execa } from 'execa'
import { setUp } from '../../harness/cli/_setup.ts'
import { shareRun } from '../../harness/config.ts'
import { endRun } from '../../harness/engine/lifetime.ts'
import { benchFetched } from './_fetched.ts'
import { benchImage } from './_image.ts'
import { readCommit, readMachine, readVersions } from './_machine.ts'
import { benchMatrix } from './_matrix.ts'
import { benchPhases } from './_phases.ts'
import { benchPins } from './_pins.ts'
import { benchPlan } from './_plan.ts'
import { benchCold, benchProof, benchWarm } from './_proof.ts'
import { benchProxy } from './_proxy.ts'
import { Report, saveResults } from './_report.ts'
import { benchScale } from './_scale.ts'
import { benchServer } from './_server.ts'
import { targetsText, withTargets } from './_targets-text.ts'
import { benchTutorial } from './_tutorial.ts'
import { benchVolume } from './_volume.ts'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const CLI = here('../../harness/cli.ts')
/** What npm installs: built, so that nothing has to be made of TypeScript first. */
const PACKAGE = here('../../dist/cli.js')
const TARGETS = ['tutorial', 'phases', 'matrix', 'server', 'scale']

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string' }, tutorials: { type: 'string', default: '1000' } },
})
const rounds = values.rounds === undefined ? undefined : Number(values.rounds)
const tutorials = Number(values.tutorials)

shareRun()
await execa('npm', ['run', '--silent', 'build'])
// Its image is its own: what makes images is hashed as well, and is JavaScript there.
await execa('node', [PACKAGE, 'image', '--image', 'embedded'])
const report = new Report()
const { engine, image } = await setUp({ choice: 'embedded', nix: '2.26', refresh: false })
const sample = { cli: PACKAGE, image: image.reference, rounds }
let chart: string | undefined
const parts: Record<string, () => Promise<void>> = {
  image: () => benchImage(report, CLI),
  cold: () => benchCold(report, PACKAGE, image.reference),
  proof: () => benchProof(report, image.reference),
  warm: () => benchWarm(report, image.reference),
  fetched: () => benchFetched(report, engine, image.reference),
  proxy: () => benchProxy(report, image.reference),
  volume: () => benchVolume(report, image.reference),
  pins: () => benchPins(report, CLI),
  plan: () => benchPlan(report),
  tutorial: () => benchTutorial(report, sample),
  phases: async () => {
    chart = await benchPhases(report, sample)
  },
  matrix: () => benchMatrix(report, engine, { cli: PACKAGE, rounds }),
  server: () => benchServer(report, image.reference),
  scale: () => benchScale(report, PACKAGE, tutorials),
}
const wanted = positionals.flatMap((name) => (name === 'targets' ? TARGETS : [name]))
const unknown = wanted.filter((name) => !(name in parts))
if (unknown.length > 0)
  throw new Error(
    `No such part: ${unknown.join(', ')}; there is targets, ${Object.keys(parts).join(', ')}`,
  )
const failed: string[] = []
for (const [name, bench] of Object.entries(parts)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  await bench().catch((error: unknown) => {
    failed.push(name)
    console.error(error)
  })
}
await endRun(engine.docker)

console.log(report.table())
const versions = await readVersions(engine, image.reference)
const results = report.results(await readCommit(), readMachine(), versions)
if (failed.length > 0) process.exitCode = 1
const isTargets =
  failed.length === 0 && TARGETS.every((name) => wanted.length === 0 || wanted.includes(name))
await mkdir(here('./results'), { recursive: true })
await saveResults(results, here(`./results/${isTargets ? 'targets' : 'latest'}.json`))
if (chart !== undefined) await writeFile(here('./results/phases.svg'), chart)
if (isTargets) {
  const page = here('../../docs/ci.md')
  await writeFile(page, withTargets(await readFile(page, 'utf8'), targetsText(results)))
  await execa('oxfmt', [page])
}
