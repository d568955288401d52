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
import { ensureEngine } from '../harness/engine/ensure.ts'
import { EMBEDDED_NIX } from '../harness/image/debian/packages.ts'
import { openWayOut, type WayOut } from '../harness/tutorial/way-out.ts'
import { noSshd } from './_needs-sshd.ts'
import { noDockerCli, noDockerd, skipWhere } from './_needs.ts'
import { NixBuilder } from './_nix-builder.ts'
import { hostOf, NixCache, where } from './_nix-cache.ts'
import { embedded, failure, tell } from './_support.ts'

const DEADLINE = { timeout: 300_000 }

interface Reader {
  readonly container: StartedNixContainer
  readonly wayOut: WayOut
}

async function readerWith(nix: NixSettings, image = inject('image')): Promise<Reader> {
  const options = { clones: [], network: 'closed', nix } as const
  const wayOut = await openWayOut(await ensureEngine(tell), options)
  onTestFinished(() => wayOut[Symbol.asyncDispose]())
  const container = await new NixContainer(image).withEgress(wayOut.egress).start()
  onTestFinished(async () => void (await container.stop()))
  return { container, wayOut }
}

/** What is built where it says, and what Nix says of that. */
async function build(container: StartedNixContainer, text: string): Promise<[string, string]> {
  const { outPaths, stderr } = await container.nixBuild({ args: ['-E', text, '--no-out-link'] })
  return [(await container.run(['cat', outPaths[0]!])).stdout.trim(), stderr]
}

describe('builders, of a container without a network,', () => {
  let builder: NixBuilder
  const lack = noDockerd ?? noSshd ?? noDockerCli
  beforeEach((context) => skipWhere(context, lack))
  beforeAll(async () => {
    if (lack) return
    builder = await NixBuilder.start(inject('image'))
  })
  afterAll(() => builder?.[Symbol.asyncDispose]())

  test.for(EMBEDDED_NIX)('build what it needs; Nix %s', DEADLINE, async (nix) => {
    const { reference } = await embedded(nix)
    const { container, wayOut } = await readerWith({ builders: [await builder.entry()] }, reference)
    const [host, said] = await build(container, where(`far-${nix}`))
    expect(host).toBe(await hostOf(builder.container))
    expect(said).toMatch(/building '.*\.drv' on 'ssh-ng:\/\/root@127\.0\.0\.1-\d+'/)
    expect(wayOut.egress.findings).toEqual([])
  })

  test('have a key that is for root of the container alone, and only there', async () => {
    const { container } = await readerWith({ builders: [await builder.entry()] })
    const key = '/etc/nixproof/builder-0.key'
    const { stdout } = await container.run(['stat', '-c', '%a %u:%g', key])
    expect(stdout.trim()).toBe('600 0:0')
    const { docker } = await ensureEngine(tell)
    const seen = await docker.getContainer(container.getId()).inspect()
    expect(JSON.stringify(seen)).not.toContain('PRIVATE KEY')
    expect(seen.HostConfig.NetworkMode).toBe('none')
  })

  test.for(EMBEDDED_NIX)(
    'that are not to be talked to, or refuse, fail start(): BUILDER_UNAVAILABLE; Nix %s',
    DEADLINE,
    async (nix) => {
      const { reference } = await embedded(nix)
      const { sshd } = builder
      const other = Buffer.from(
        'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPJTWvGi8gFdBxwHKbiyQWWIqrQyFWOKWQZ3cSYCNu6P',
      ).toString('base64')
      for (const [entry, word] of [
        [await builder.entry(sshd.keyFile(), other), 'Host key verification failed'],
        [await builder.entry(sshd.keyFile('stranger')), 'Permission denied (publickey'],
      ] as const) {
        // oxlint-disable-next-line no-await-in-loop -- one after the other
        const error = await failure(
          readerWith({ builders: [await builder.entry(), entry] }, reference),
        )
        expect(error).toMatchObject({ code: 'BUILDER_UNAVAILABLE', blame: 'environment' })
        expect(error.details.found).toContain(word)
      }
    },
  )

  test('that do not answer fail start(): BUILDER_UNAVAILABLE', async () => {
    const entry = (await builder.entry()).replace(/127\.0\.0\.1:\d+/, '127.0.0.1:9')
    const error = await failure(readerWith({ builders: [entry] }))
    expect(error).toMatchObject({ code: 'BUILDER_UNAVAILABLE', blame: 'environment' })
    expect(error.message).toContain('no way to 127.0.0.1:9')
  })

  test('whose key is not there are refused: USAGE', async () => {
    const entry = await builder.entry('/no/such/key')
    expect(await failure(readerWith({ builders: [entry] }))).toMatchObject({ code: 'USAGE' })
  })
})

describe('substituters, of a container without a network,', () => {
  let cache: NixCache
  beforeAll(async () => {
    cache = await NixCache.start(inject('image'), [
      where('near'),
      where('foreign', 'aarch64-linux'),
    ])
  })
  afterAll(() => cache?.[Symbol.asyncDispose]())

  test.for(EMBEDDED_NIX)('give what they have signed; Nix %s', DEADLINE, async (nix) => {
    const { reference } = await embedded(nix)
    const settings = { substituters: [cache.url], trustedPublicKeys: [cache.publicKey] }
    const { container, wayOut } = await readerWith(settings, reference)
    const [host, said] = await build(container, where('near'))
    expect(host).toBe(await hostOf(cache.container))
    expect(said).toContain(`from '${cache.url}'`)
    await build(container, where('foreign', 'aarch64-linux'))
    expect(wayOut.egress.findings).toEqual([])
  })

  test.for(EMBEDDED_NIX)(
    'whose signature is not trusted give nothing: SUBSTITUTE_UNTRUSTED; Nix %s',
    DEADLINE,
    async (nix) => {
      const { reference } = await embedded(nix)
      const other = `spec-1:${Buffer.alloc(32, 7).toString('base64')}`
      const settings = { substituters: [cache.url], trustedPublicKeys: [other] }
      const { container } = await readerWith(settings, reference)
      const [host] = await build(container, where('near'))
      expect(host).toBe(await hostOf(container))
      const error = await failure(build(container, where('foreign', 'aarch64-linux')))
      expect(error).toMatchObject({ code: 'SUBSTITUTE_UNTRUSTED', blame: 'environment' })
      expect(error.message).toContain(cache.url)
    },
  )

  test('are all that is reached of their hosts', async () => {
    const settings = { substituters: [cache.url], trustedPublicKeys: [cache.publicKey] }
    const { container, wayOut } = await readerWith(settings)
    const { stdout } = await container.run(['curl', '-s', `http://${cache.host}/`])
    expect(stdout).toContain('EGRESS_BLOCKED')
    expect(wayOut.egress.findings).toHaveLength(1)
  })

  const s3 = (): NixSettings => ({
    substituters: [`s3://bucket?endpoint=${cache.host}&scheme=http&region=us-east-1`],
    trustedPublicKeys: [cache.publicKey],
  })

  test('may be s3:// where Nix has that; Nix 2.34', DEADLINE, async () => {
    const { reference } = await embedded('2.34')
    const { container, wayOut } = await readerWith(s3(), reference)
    const [host] = await build(container, where('near'))
    expect(host).toBe(await hostOf(cache.container))
    expect(wayOut.egress.findings).toEqual([])
  })

  test.for(['2.8', '2.26'] as const)(
    'of s3:// are passed over by a Nix of Debian that lacks it, which says so; Nix %s',
    DEADLINE,
    async (nix) => {
      const { reference } = await embedded(nix)
      const { container } = await readerWith(s3(), reference)
      const [host, said] = await build(container, where('near'))
      expect(host).toBe(await hostOf(container))
      expect(said).toMatch(/don't know how to open Nix store .*s3/)
    },
  )
})
