/**
 * What nixproof costs, as ratios to a shell script that does the same by hand, in one run.
 * The raw samples go to specs/bench/results/latest.json.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import supertest from 'supertest'
import { setUp } from '../../harness/cli/_setup.ts'
import { shareRun } from '../../harness/config.ts'
import { NixContainer, type StartedNixContainer } from '../../harness/container/nix-container.ts'
import { endRun, sweepOnExit } from '../../harness/engine/sweep.ts'
import { imageTimes } from './_image-times.ts'
import { median, pairs, percentile, time } from './_measure.ts'
import { proxyRows } from './_proxy.ts'

const ROUNDS = 5
const REQUESTS = 50
const LAUNCHES = 10

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const CLI = here('../../harness/cli.ts')
const TUTORIAL = here('../../fixtures/sample-tutorial')
const APP = '/workspace/sample-app-python'
const SHELL = 'python3 -c "import flask, sample_app_python.greeting"'
const PROGRAM = ['./result/bin/sample-app-python']

const rows: [name: string, figure: string, detail: string][] = []
const samples: Record<string, unknown> = {}
const ms = (value: number): string => `${Math.round(value)} ms`
shareRun()
await benchImage()
const { engine, image } = await setUp({ choice: 'embedded', nix: '2.26', refresh: false })
sweepOnExit(engine.host)
await benchCold()
await benchProof()
await benchWarm()
await benchServer()
for (const row of await proxyRows(image.reference)) record(...row)
await endRun(engine.docker)

const table = ['| what | figure | detail |', '| --- | --- | --- |']
console.log([...table, ...rows.map((row) => `| ${row.join(' | ')} |`)].join('\n'))
await mkdir(here('./results'), { recursive: true })
await writeFile(here('./results/latest.json'), JSON.stringify({ rows, samples }, null, 2))

function record(name: string, figure: string, detail: string, raw: unknown): void {
  rows.push([name, figure, detail])
  samples[name] = raw
}

async function benchImage(): Promise<void> {
  const { fresh, unchanged } = await imageTimes(CLI)
  record(
    'image, fresh',
    `${(fresh / 1000).toFixed(0)} s`,
    'choose, download, build, lay out',
    fresh,
  )
  record('image, unchanged', ms(unchanged), 'the whole command', unchanged)
}

async function byHand(rounds: number): Promise<number[]> {
  const { stdout } = await execa(here('./by-hand.sh'), [image.reference, TUTORIAL, String(rounds)])
  return stdout.split('\n').map(Number)
}

async function benchCold(): Promise<void> {
  const args = [CLI, 'verify', here('./local.plan.yaml'), '--image', 'embedded']
  const cold = await pairs(
    ROUNDS,
    () => time(() => execa('node', args)),
    async () => (await byHand(1))[0] ?? Number.NaN,
  )
  const [ours, theirs] = [median(cold.ours), median(cold.theirs)]
  const detail = `nixproof verify ${ms(ours)}, by hand ${ms(theirs)}, median of ${ROUNDS}`
  record('whole command, cold / by hand', (ours / theirs).toFixed(2), detail, cold)
}

/** The proof alone, in a process that runs already: from no container to no container. */
async function benchProof(): Promise<void> {
  const proof = await pairs(
    ROUNDS,
    () =>
      time(async () => {
        await using container = await new NixContainer(image.reference)
          .withWorkspace(TUTORIAL)
          .start()
        await proveIn(container, (_name, action) => action())
      }),
    async () => (await byHand(1))[0] ?? Number.NaN,
  )
  const [ours, theirs] = [median(proof.ours), median(proof.theirs)]
  const detail = `start, build, shell, launch, hello, stop: ${ms(ours)}, by hand ${ms(theirs)}`
  record('proof, cold / by hand', (ours / theirs).toFixed(2), detail, proof)
}

async function benchWarm(): Promise<void> {
  const phases: Record<string, number[]> = {}
  const phase = async (name: string, action: () => Promise<unknown>): Promise<void> => {
    ;(phases[name] ??= []).push(await time(action))
  }
  const warm = await pairs(
    ROUNDS,
    async () => {
      let container: StartedNixContainer | undefined
      await phase('start', async () => {
        container = await new NixContainer(image.reference).withWorkspace(TUTORIAL).start()
      })
      await using started = container!
      await proveIn(started, async (name, action) => phase(`${name}, cold`, action))
      return await time(() =>
        proveIn(started, async (name, action) => phase(`${name}, warm`, action)),
      )
    },
    async () => (await byHand(2))[1] ?? Number.NaN,
  )
  const [ours, theirs] = [median(warm.ours), median(warm.theirs)]
  const detail = `second proof in the same container: ${ms(ours)}, by hand ${ms(theirs)}`
  record('proof, warm / by hand', (ours / theirs).toFixed(2), detail, warm)
  const breakdown = Object.entries(phases).map(([name, times]) => `${name} ${ms(median(times))}`)
  record('by phase', '', breakdown.join('; '), phases)
}

type Phase = (name: string, action: () => Promise<unknown>) => Promise<unknown>

async function proveIn(container: StartedNixContainer, phase: Phase): Promise<void> {
  await phase('nix-build', () => container.nixBuild({ cwd: APP }))
  await phase('nix-shell', () => container.nixShell(SHELL, { cwd: APP }))
  let server: Awaited<ReturnType<StartedNixContainer['launch']>> | undefined
  await phase('launch', async () => {
    server = await container.launch(PROGRAM, { cwd: APP, port: 5000 })
  })
  await phase('request', () => supertest(server!.url).get('/').expect(200))
  await phase('stop', () => server!.stop())
}

// The program says when it began to listen; its clock is this machine's.
async function readinessLag(container: StartedNixContainer): Promise<number> {
  const { outPaths } = await container.nixBuild({
    file: '<nixpkgs>',
    attribute: 'python311',
    args: ['--no-out-link'],
  })
  const program = `import socket, time
listener = socket.create_server(("127.0.0.1", 6000))
print(time.time() * 1000, flush=True)
time.sleep(60)`
  const argv = [`${outPaths[0]}/bin/python3`, '-c', program]
  await using server = await container.launch(argv, { port: 6000 })
  const readyAt = Date.now()
  while (!server.output().stdout) await sleep(1)
  return readyAt - Number(server.output().stdout)
}

async function benchServer(): Promise<void> {
  await using container = await new NixContainer(image.reference).withWorkspace(TUTORIAL).start()
  await container.nixBuild({ cwd: APP })
  const launches: number[] = []
  for (let round = 0; round < LAUNCHES; round++) {
    launches.push(
      await time(async () => {
        await using server = await container.launch(PROGRAM, { cwd: APP, port: 5000 })
        void server
      }),
    )
  }
  record(
    'launch and stop',
    ms(median(launches)),
    `p50 of ${LAUNCHES}, Flask's own start included`,
    launches,
  )

  const lags: number[] = []
  for (let round = 0; round < LAUNCHES; round++) lags.push(await readinessLag(container))
  const lag = `p50 from listen() to a usable URL, p95 ${percentile(lags, 0.95).toFixed(1)} ms`
  record('readiness lag', `${median(lags).toFixed(1)} ms`, lag, lags)

  await using server = await container.launch(PROGRAM, { cwd: APP, port: 5000 })
  const request = (): Promise<number> => time(() => supertest(server.url).get('/').expect(200))
  const first = await request()
  const requests: number[] = []
  for (let round = 0; round < REQUESTS; round++) requests.push(await request())
  record('tunnel, first request', ms(first), '', first)
  const p95 = `p95 ${percentile(requests, 0.95).toFixed(1)} ms, ${REQUESTS} requests, each on a new connection`
  record('tunnel, later requests', `${median(requests).toFixed(1)} ms`, p95, requests)
}
