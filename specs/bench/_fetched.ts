import supertest from 'supertest'
import { NixContainer } from '../../harness/container/nix-container.ts'
import type { Engine } from '../../harness/engine/find.ts'
import { openWayOut } from '../../harness/tutorial/way-out.ts'
import { APP, HELLO, makeGreetings, TUTORIAL } from '../_greetings.ts'
import { median, pairs, time } from './_measure.ts'
import { PROGRAM } from './_proof.ts'
import { ms, type Report } from './_report.ts'

const ROUNDS = 5
const HOME = '/home/ada/src/greetings'

/** The same app, with its source fetched through the proxy and with its source on the disk. */
export async function benchFetched(report: Report, engine: Engine, image: string): Promise<void> {
  await using greetings = await makeGreetings()
  const clone = {
    host: 'github',
    owner: 'example-org',
    repo: 'greetings',
    path: greetings.path,
  } as const
  const fetched = async (): Promise<void> => {
    await using wayOut = await openWayOut(engine, { clones: [clone], network: 'closed' })
    const container = new NixContainer(image).withEgress(wayOut.egress)
    await prove(container.withWorkspace(`${TUTORIAL}/nixos`, { target: `${HOME}/nixos` }))
  }
  const local = (): Promise<void> =>
    prove(
      new NixContainer(image)
        .withWorkspace(`${TUTORIAL}/nixos-local`, { target: `${HOME}/nixos` })
        .withWorkspace(`${greetings.path}/${APP}`, { target: `${HOME}/${APP}` }),
    )
  const times = await pairs(
    ROUNDS,
    () => time(fetched),
    () => time(local),
  )
  const [ours, theirs] = [median(times.ours), median(times.theirs)]
  const detail = `proxy, container, build, launch, hello, stop: fetched ${ms(ours)}, local ${ms(theirs)}`
  report.add('fetched proof, more than local', ms(ours - theirs), detail, times)
}

async function prove(prepared: NixContainer): Promise<void> {
  await using container = await prepared.start()
  await container.nixBuild({ cwd: `${HOME}/nixos` })
  await using server = await container.launch(PROGRAM, { cwd: `${HOME}/nixos`, port: 5000 })
  await supertest(server.url).get('/').expect(200, HELLO)
}
