import { once } from 'node:events'
import { createServer, type AddressInfo, type Server } from 'node:net'
import { networkInterfaces } from 'node:os'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { config } from '../harness/config.ts'
import { useEngine } from '../harness/container/engine.ts'
import { NixContainer, type StartedNixContainer } from '../harness/container/nix-container.ts'
import { RUN_LABEL } from '../harness/engine/sweep.ts'
import { openEgress } from '../harness/origin/egress.ts'
import { fixture, PYTHON } from './_support.ts'

/** Ways out of a container; `engine-socket` and `engine-dns` lead to the engine, `gateway` to its host. */
const ARRIVE = ['tcp', 'tcp6', 'udp', 'udp6', 'dns', 'icmp']
const WAYS = [...ARRIVE, 'engine-dns', 'gateway']

interface World {
  readonly network: string
  readonly ipv4: string
  readonly ipv6: string
  readonly name: string
  readonly gateways: readonly string[]
  arrived(): Promise<string[]>
}

/** A machine on a network of its own, which says what reaches it. */
let world: World
/** Another service of this machine, on all its addresses. */
let service: Server
const connected: string[] = []
const cleanup = new AsyncDisposableStack()

beforeAll(async () => {
  service = createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', (data) => {
      connected.push(String(data).trim())
      socket.end('reached\n')
    })
  })
  service.listen(0, '0.0.0.0')
  await once(service, 'listening')
  cleanup.defer(() => void service.close())
  world = await makeWorld()
})
afterAll(() => cleanup.disposeAsync())

async function makeWorld(): Promise<World> {
  const { docker } = await useEngine()
  const network = await docker.createNetwork({
    Name: `nixproof-spec-${crypto.randomUUID()}`,
    EnableIPv6: true,
    IPAM: { Config: [{ Subnet: `fd00:${random()}:${random()}::/64` }] },
    Labels: { [RUN_LABEL]: config.run },
  })
  cleanup.defer(() => network.remove())
  const host = await new NixContainer(inject('image'))
    .withNetworkMode(network.id)
    .withAddedCapabilities('NET_RAW') // It sees ICMP arrive.
    .withWorkspace(fixture('egress'))
    .start()
  cleanup.defer(async () => void (await host.stop()))
  const lines: string[] = []
  const ready = Promise.withResolvers<void>()
  const running = host.run([PYTHON, 'host.py'], {
    onLine({ text }) {
      lines.push(text)
      if (text === 'ready') ready.resolve()
    },
  })
  running.catch(() => {})
  await Promise.race([ready.promise, running.then((result) => expect.fail(result.stderr))])
  const info = await docker.getContainer(host.getId()).inspect()
  const [address] = Object.values(info.NetworkSettings.Networks)
  return {
    network: network.id,
    ipv4: address!.IPAddress,
    ipv6: address!.GlobalIPv6Address,
    name: info.Name.slice(1),
    gateways: [address!.Gateway, ...ownAddresses()],
    async arrived() {
      const mark = crypto.randomUUID()
      const line = `exec 3<>/dev/tcp/127.0.0.1/7000; echo ${mark} >&3; cat <&3`
      await host.run(['bash', '-c', line])
      // What came before it has been told before it.
      await expect.poll(() => lines, { timeout: 10_000 }).toContain(`tcp ${mark}`)
      return lines
    },
  }
}

const random = (): string => Math.floor(Math.random() * 0xffff).toString(16)

/** Of this machine, in every network that it is in. */
function ownAddresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => address)
}

/** Which ways lead out of a container, as it sees it and as the world does. */
async function probe(container: StartedNixContainer, who: string) {
  const { ipv4, ipv6, name, gateways } = world
  const { port } = service.address() as AddressInfo
  const argv = [PYTHON, 'probe.py', who, ipv4, ipv6, name, String(port), ...gateways]
  const { stdout, stderr } = await container.run(argv)
  expect(stderr).toBe('')
  const tried = stdout
    .trim()
    .split('\n')
    .map((line) => line.split(' '))
  return {
    tried: tried.map(([way]) => way),
    answered: tried.filter(([, answer]) => answer === 'yes').map(([way]) => way),
    arrived: (await world.arrived())
      .filter((line) => line.endsWith(` ${who}`))
      .map((line) => line.split(' ')[0]),
    connected: connected.includes(who),
  }
}

describe('withEgress()', () => {
  // Without this the rest would prove nothing: every way is open, and is seen.
  test('closes ways that are open to a container on a network', async () => {
    await using container = await new NixContainer(inject('image'))
      .withNetworkMode(world.network)
      .withAddedCapabilities('NET_RAW') // For ICMP, which is closed by its lack as well.
      .withWorkspace(fixture('egress'))
      .start()
    const seen = await probe(container, 'open')
    expect(new Set(seen.answered)).toEqual(new Set(WAYS))
    expect(new Set(seen.arrived)).toEqual(new Set(ARRIVE))
    expect(seen.connected).toBe(true)
  })

  test.each(['socket', 'streams'] as const)(
    'lets nothing out but to the proxy: %s',
    async (reach) => {
      await using egress = await openEgress(await useEngine(), [], { reach })
      await using container = await new NixContainer(inject('image'))
        .withEgress(egress)
        .withWorkspace(fixture('egress'))
        .start()
      // The proxy is there.
      const { stdout } = await container.run(['curl', '-sS', 'https://outside.test/'])
      expect(stdout).toContain('EGRESS_BLOCKED')

      const seen = await probe(container, reach)
      expect(new Set(seen.tried)).toEqual(new Set([...WAYS, 'engine-socket']))
      expect(seen).toMatchObject({ answered: [], arrived: [], connected: false })
    },
  )

  test('leaves a container nothing but its loopback', async () => {
    await using egress = await openEgress(await useEngine(), [])
    await using container = await new NixContainer(inject('image')).withEgress(egress).start()
    const { stdout } = await container.run(['ls', '/sys/class/net'])
    expect(stdout.trim()).toBe('lo')
    const { docker } = await useEngine()
    const { HostConfig } = await docker.getContainer(container.getId()).inspect()
    expect(HostConfig).toMatchObject({ NetworkMode: 'none', Privileged: false })
    expect(HostConfig.CapDrop).toEqual(['ALL'])
    expect(HostConfig.CapAdd).not.toContain('CAP_NET_RAW')
  })

  test('gives the socket alone, and nobody can change where it leads', async () => {
    await using egress = await openEgress(await useEngine(), [], { reach: 'socket' })
    await using container = await new NixContainer(inject('image')).withEgress(egress).start()
    expect((await container.run(['ls', '-A', '/run/nixproof'])).stdout).toBe('proxy.sock\n')
    const change = await container.run(['rm', '-f', '/run/nixproof/proxy.sock'])
    expect(change.stderr).toContain('Read-only file system')
  })
})
