import { setTimeout as sleep } from 'node:timers/promises'
import supertest from 'supertest'
import { NixContainer, type StartedNixContainer } from '../../harness/container/nix-container.ts'
import { median, percentile, time } from './_measure.ts'
import { PROGRAM, SAMPLE } from './_proof.ts'
import { ms, type Report } from './_report.ts'
import { benchTunnel } from './_tunnel.ts'

const REQUESTS = 50
const LAUNCHES = 10
const APP = '/workspace/sample-app-python'

export async function benchServer(report: Report, image: string): Promise<void> {
  await using container = await new NixContainer(image).withWorkspace(SAMPLE).start()
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
  const flask = `p50 of ${LAUNCHES}, Flask's own start included`
  report.add('launch and stop', ms(median(launches)), flask, launches)

  const lags: number[] = []
  for (let round = 0; round < LAUNCHES; round++) lags.push(await readinessLag(container))
  const lag = `p50 of ${LAUNCHES} from listen() to a usable URL, p95 ${percentile(lags, 0.95).toFixed(1)} ms`
  report.judge(
    'readiness lag',
    { row: 'f', value: median(lags), atMost: 20 },
    { unit: 'ms', detail: lag, samples: lags },
  )

  await using server = await container.launch(PROGRAM, { cwd: APP, port: 5000 })
  const request = (): Promise<number> => time(() => supertest(server.url).get('/').expect(200))
  const first = await request()
  const requests: number[] = []
  for (let round = 0; round < REQUESTS; round++) requests.push(await request())
  report.add('tunnel, first request', ms(first), '', first)
  const p95 = `p50 of ${REQUESTS} requests, each on a new connection, p95 ${percentile(requests, 0.95).toFixed(1)} ms`
  report.judge(
    'tunnel, later requests',
    { row: 'g', value: median(requests), atMost: 5 },
    { unit: 'ms', detail: p95, samples: requests },
  )
  await benchTunnel(report, image)
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
