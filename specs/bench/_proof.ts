import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import supertest from 'supertest'
import { NixContainer, type StartedNixContainer } from '../../harness/container/nix-container.ts'
import type { NixServer } from '../../harness/container/server.ts'
import { fixture } from '../_support.ts'
import { median, pairs, time } from './_measure.ts'
import { ms, type Report } from './_report.ts'

const ROUNDS = 5
/** A whole command differs more from one time to the next. */
const COLD_ROUNDS = 15
const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const APP = '/workspace/sample-app-python'
const SHELL = 'python3 -c "import flask, sample_app_python.greeting"'

export const SAMPLE: string = fixture('sample-tutorial')
export const PROGRAM: readonly string[] = ['./result/bin/sample-app-python']

/** The peer: milliseconds of each round in one container. */
async function byHand(image: string, rounds: number): Promise<number[]> {
  const { stdout } = await execa(here('./by-hand.sh'), [image, SAMPLE, String(rounds)])
  return stdout.split('\n').map(Number)
}

/** The command that a person types, as npm installs it, against the script that they would write. */
export async function benchCold(report: Report, cli: string, image: string): Promise<void> {
  const args = [cli, 'verify', here('./local.plan.yaml'), '--image', 'embedded']
  const cold = await pairs(
    COLD_ROUNDS,
    () => time(() => execa('node', args)),
    async () => (await byHand(image, 1))[0] ?? Number.NaN,
  )
  const [ours, theirs] = [median(cold.ours), median(cold.theirs)]
  const detail = `nixproof verify ${ms(ours)}, by hand ${ms(theirs)}, median of ${COLD_ROUNDS}`
  report.add('whole command, cold / by hand', (ours / theirs).toFixed(2), detail, cold)
}

/** The proof alone, in a process that runs already: from no container to no container. */
export async function benchProof(report: Report, image: string): Promise<void> {
  const proof = await pairs(
    ROUNDS,
    () =>
      time(async () => {
        await using container = await new NixContainer(image).withWorkspace(SAMPLE).start()
        await proveIn(container, (_name, action) => action())
      }),
    async () => (await byHand(image, 1))[0] ?? Number.NaN,
  )
  const [ours, theirs] = [median(proof.ours), median(proof.theirs)]
  const detail = `start, build, shell, launch, hello, stop: ${ms(ours)}, by hand ${ms(theirs)}`
  report.add('proof, cold / by hand', (ours / theirs).toFixed(2), detail, proof)
}

export async function benchWarm(report: Report, image: string): Promise<void> {
  const phases: Record<string, number[]> = {}
  const phase = async (name: string, action: () => Promise<unknown>): Promise<void> => {
    ;(phases[name] ??= []).push(await time(action))
  }
  const warm = await pairs(
    ROUNDS,
    async () => {
      let container: StartedNixContainer | undefined
      await phase('start', async () => {
        container = await new NixContainer(image).withWorkspace(SAMPLE).start()
      })
      await using started = container!
      await proveIn(started, async (name, action) => phase(`${name}, cold`, action))
      return await time(() =>
        proveIn(started, async (name, action) => phase(`${name}, warm`, action)),
      )
    },
    async () => (await byHand(image, 2))[1] ?? Number.NaN,
  )
  const [ours, theirs] = [median(warm.ours), median(warm.theirs)]
  const detail = `second proof in the same container: ${ms(ours)}, by hand ${ms(theirs)}`
  report.add('proof, warm / by hand', (ours / theirs).toFixed(2), detail, warm)
  const breakdown = Object.entries(phases).map(([name, times]) => `${name} ${ms(median(times))}`)
  report.add('by phase', '', breakdown.join('; '), phases)
}

type Phase = (name: string, action: () => Promise<unknown>) => Promise<unknown>

async function proveIn(container: StartedNixContainer, phase: Phase): Promise<void> {
  await phase('nix-build', () => container.nixBuild({ cwd: APP }))
  await phase('nix-shell', () => container.nixShell(SHELL, { cwd: APP }))
  let server: NixServer | undefined
  await phase('launch', async () => {
    server = await container.launch(PROGRAM, { cwd: APP, port: 5000 })
  })
  await phase('request', () => supertest(server!.url).get('/').expect(200))
  await phase('stop', () => server!.stop())
}
