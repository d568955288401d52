/**
 * What nixproof costs, as ratios to plain peers in the same run. The raw samples go to
 * specs/bench/results/latest.json. Names of parts as arguments run those alone.
 */
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { setUp } from '../../harness/cli/_setup.ts'
import { shareRun } from '../../harness/config.ts'
import { endRun } from '../../harness/engine/lifetime.ts'
import { benchCache } from './_cache.ts'
import { benchFetched } from './_fetched.ts'
import { benchImage } from './_image.ts'
import { benchIncremental } from './_incremental.ts'
import { benchMatrix } from './_matrix.ts'
import { benchPins } from './_pins.ts'
import { benchPlan } from './_plan.ts'
import { benchCold, benchProof, benchWarm } from './_proof.ts'
import { benchProxy } from './_proxy.ts'
import { Report } from './_report.ts'
import { benchServer } from './_server.ts'
import { benchTutorial } from './_tutorial.ts'
import { benchVolume } from './_volume.ts'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const CLI = here('../../harness/cli.ts')
/** What npm installs: built, so that nothing has to be made of TypeScript first. */
const PACKAGE = here('../../dist/cli.js')

shareRun()
const report = new Report()
const { engine, image } = await setUp({ choice: 'embedded', nix: '2.26', refresh: false })
const parts: Record<string, () => Promise<void>> = {
  image: () => benchImage(report, CLI),
  cold: () => benchCold(report, PACKAGE, image.reference),
  proof: () => benchProof(report, image.reference),
  warm: () => benchWarm(report, image.reference),
  server: () => benchServer(report, image.reference),
  fetched: () => benchFetched(report, engine, image.reference),
  proxy: () => benchProxy(report, image.reference),
  volume: () => benchVolume(report, image.reference),
  cache: () => benchCache(report, CLI),
  pins: () => benchPins(report, CLI),
  plan: () => benchPlan(report),
  matrix: () => benchMatrix(report, engine, PACKAGE),
  tutorial: () => benchTutorial(report, PACKAGE, image.reference),
  incremental: () => benchIncremental(report, PACKAGE),
}
const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !(name in parts))
if (unknown.length > 0)
  throw new Error(`No such part: ${unknown.join(', ')}; there is ${Object.keys(parts).join(', ')}`)
for (const [name, bench] of Object.entries(parts)) {
  if (wanted.length === 0 || wanted.includes(name)) await bench()
}
await endRun(engine.docker)

console.log(report.table())
await report.save(here('./results/latest.json'))
