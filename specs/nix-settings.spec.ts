import {
  afterAll,
  beforeAll,
  beforeEach,
  describe,
  expect,
  inject,
  onTestFinished,
  test,
} from 'vitest'
import { NixContainer, type StartedNixContainer } from '../harness/container/nix-container.ts'
import type { NixSettings } from '../harness/container/nix-settings.ts'
import type { NixServer } from '../harness/container/server.ts'
import { ensureEngine } from '../harness/engine/ensure.ts'
import { openWayOut, type WayOut } from '../harness/tutorial/way-out.ts'
import { noDockerCli, noDockerd, noSshd, skipWhere } from './_needs.ts'
import { NixBuilder } from './_nix-builder.ts'
import { PYTHON, tell } from './_support.ts'

/** What is built says on which machine that was. */
const where = (name: string): string => `derivation {
  name = "${name}"; system = "x86_64-linux"; builder = "/bin/sh";
  args = [ "-c" "read host </proc/sys/kernel/hostname; echo $host >$out" ];
}`

interface Reader {
  readonly container: StartedNixContainer
  readonly wayOut: WayOut
}

async function readerWith(nix: NixSettings): Promise<Reader> {
  const options = { clones: [], network: 'closed', nix } as const
  const wayOut = await openWayOut(await ensureEngine(tell), options)
  onTestFinished(() => wayOut[Symbol.asyncDispose]())
  const container = await new NixContainer(inject('image')).withEgress(wayOut.egress).start()
  onTestFinished(async () => void (await container.stop()))
  return { container, wayOut }
}

const hostOf = async (container: StartedNixContainer): Promise<string> =>
  (await container.run(['cat', '/proc/sys/kernel/hostname'])).stdout.trim()

describe('builders', () => {
  let builder: NixBuilder
  const lack = noDockerd ?? noSshd ?? noDockerCli
  beforeEach((context) => skipWhere(context, lack))
  beforeAll(async () => {
    if (lack) return
    builder = await NixBuilder.start(inject('image'))
  })
  afterAll(() => builder?.[Symbol.asyncDispose]())

  test('Nix builds on the container that is one, although it has no network', async () => {
    const { container, wayOut } = await readerWith({ builders: [await builder.entry()] })
    const { outPaths, stderr } = await container.nixBuild({ args: ['-E', where('far')] })
    console.log(stderr)
    const { stdout } = await container.run(['cat', outPaths[0]!])
    expect(stdout.trim()).toBe(await hostOf(builder.container))
    expect(stderr).toMatch(/building '.*-far\.drv' on 'ssh-ng:\/\/root@127\.0\.0\.1-\d+'/)
    expect(wayOut.egress.findings).toEqual([])
  })
})

describe('substituters', () => {
  let cache: StartedNixContainer
  let server: NixServer
  let url: string
  let key: string
  let path: string
  beforeAll(async () => {
    cache = await new NixContainer(inject('image')).withNetworkMode('bridge').start()
    const { outPaths } = await cache.nixBuild({ args: ['-E', where('near')] })
    path = outPaths[0]!
    const script = `nix-store --generate-binary-cache-key spec-1 /tmp/secret /tmp/public
      nix --extra-experimental-features nix-command copy --to 'file:///tmp/cache?secret-key=/tmp/secret' ${path}
      cat /tmp/public`
    key = (await cache.run(['bash', '-ec', script])).stdout.trim()
    server = await cache.launch([PYTHON, '-m', 'http.server', '-d', '/tmp/cache', '8080'], {
      port: 8080,
    })
    url = `http://${cache.getIpAddress('bridge')}:8080`
  })
  afterAll(async () => {
    await server?.stop()
    await cache?.stop()
  })

  test('Nix fetches what one has signed, and builds nothing', async () => {
    const { container, wayOut } = await readerWith({
      substituters: [url],
      trustedPublicKeys: [key],
    })
    const { outPaths, stderr } = await container.nixBuild({ args: ['-E', where('near')] })
    console.log(stderr)
    const { stdout } = await container.run(['cat', outPaths[0]!])
    expect(stdout.trim()).toBe(await hostOf(cache))
    expect(stderr).toContain(`copying path '${path}' from '${url}'`)
    console.log(wayOut.egress.exchanges)
    expect(wayOut.egress.findings).toEqual([])
  })

  test('Nix refuses what somebody else has signed', async () => {
    const other = `other-1:${Buffer.alloc(32, 7).toString('base64')}`
    const { container, wayOut } = await readerWith({
      substituters: [url],
      trustedPublicKeys: [other],
    })
    console.log(await container.run(['nix-store', '--realise', path]))
    console.log(await container.run(['nix-build', '-E', where('near')]))
    console.log(wayOut.egress.findings)
  })
})
