import type { ContainerInspectInfo } from 'dockerode'
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest'
import { useEngine } from '../harness/container/engine.ts'
import { NixContainer } from '../harness/container/nix-container.ts'
import { RUN_LABEL } from '../harness/engine/sweep.ts'
import { EMBEDDED_NIX } from '../harness/image/debian/packages.ts'
import { nixproof } from './_cli.ts'
import { APP, makeGreetings, TUTORIAL, wayOutTo, type Greetings } from './_greetings.ts'
import { embedded, failure, fixture } from './_support.ts'

/** Builds what a builder sees, anew each time. */
function probe(script: string): string[] {
  const expression = `with import <nixpkgs> { };
    runCommand "probe" { at = builtins.currentTime; } ''
      { ${script} ; } >$out 2>&1 || true
    ''`
  return ['bash', '-c', 'cat "$(nix-build --no-out-link -E "$1")"', '-', expression]
}

describe('withSandbox()', () => {
  test.for(EMBEDDED_NIX)(
    'withSandbox() shows a builder its inputs, and no network; Nix %s',
    { timeout: 300_000 },
    async (nix) => {
      const image = (await embedded(nix)).reference
      const script = 'ls /; ls /nix/store | wc -l; wc -l </proc/net/route; echo $PPID'
      await using open = await new NixContainer(image).start()
      expect((await open.run(probe(script))).stdout).toContain('root\n')
      await using container = await new NixContainer(image).withSandbox().start()
      const { stdout } = await container.run(probe(script))
      expect(stdout.split('\n')).toEqual(expect.arrayContaining(['bin', 'build', 'dev', 'nix']))
      expect(stdout).not.toContain('root\n')
      expect(stdout).not.toContain('home\n')
      // Nix 2.8 and later count processes from 1 there.
      expect(stdout.trimEnd().split('\n').at(-1)).toBe('0')
    },
  )

  test('withSandbox() fails a build that reads what it has not declared', async () => {
    const impure = probe('cat /etc/nix/nix.conf || echo unseen')
    await using open = await new NixContainer(inject('image')).start()
    expect((await open.run(impure)).stdout).toContain('sandbox-fallback')
    await using container = await new NixContainer(inject('image')).withSandbox().start()
    expect((await container.run(impure)).stdout).toContain('unseen')
  })

  test('nixosRebuild() builds in the sandbox as well', async () => {
    const text = `environment.etc.seen.source =
      pkgs.runCommand "seen" { } "cat /etc/nix/nix.conf >$out || echo unseen >$out";`
    const seen = async (container: NixContainer): Promise<string> => {
      await using started = await container.start()
      await started.nixosRebuild('switch', { fragments: [{ text }] })
      return (await started.run(['cat', '/etc/seen'])).stdout
    }
    expect(await seen(new NixContainer(inject('image')))).toContain('sandbox-fallback')
    expect(await seen(new NixContainer(inject('image')).withSandbox())).toBe('unseen\n')
  })

  test('withSandbox() asks the engine for no capability and no privilege', async () => {
    await using container = await new NixContainer(inject('image')).withSandbox().start()
    const { docker } = await useEngine()
    const { HostConfig } = await docker.getContainer(container.getId()).inspect()
    expect(HostConfig).toMatchObject({
      Privileged: false,
      CapDrop: ['ALL'],
      MaskedPaths: [],
      ReadonlyPaths: [],
    } satisfies Partial<ContainerInspectInfo['HostConfig']>)
    expect(HostConfig.CapAdd).not.toContain('SYS_ADMIN')
    expect(HostConfig.SecurityOpt).toEqual(['no-new-privileges', 'seccomp=unconfined'])
  })

  test('start() rejects with SANDBOX_UNAVAILABLE, says what the engine did not give, and leaves nothing', async () => {
    const label = { 'nixproof.spec': 'no-sandbox' }
    const filtered = new Withheld(inject('image'), 'SecurityOpt').withSandbox().withLabels(label)
    const error = await failure(filtered.start())
    expect([error.code, error.blame]).toEqual(['SANDBOX_UNAVAILABLE', 'environment'])
    expect(error.message).toContain('SecurityOpt "seccomp=unconfined"')
    expect(error.message).not.toContain('MaskedPaths')
    const masked = new Withheld(inject('image'), 'MaskedPaths').withSandbox().withLabels(label)
    const second = await failure(masked.start())
    expect(second.code).toBe('SANDBOX_UNAVAILABLE')
    expect(second.message).toMatch(/MaskedPaths and ReadonlyPaths.*\/proc\/\w+/)
    expect(second.message).not.toContain('seccomp')
    const { docker } = await useEngine()
    const filters = { label: ['nixproof.spec=no-sandbox', RUN_LABEL] }
    expect(await docker.listContainers({ all: true, filters })).toEqual([])
  })
})

/** As on an engine that takes an option and does nothing about it. */
class Withheld extends NixContainer {
  readonly #option: 'SecurityOpt' | 'MaskedPaths'

  constructor(image: string, option: 'SecurityOpt' | 'MaskedPaths') {
    super(image)
    this.#option = option
  }

  override withSandbox(): this {
    const { SecurityOpt } = this.hostConfig
    super.withSandbox()
    if (this.#option === 'SecurityOpt') this.hostConfig.SecurityOpt = SecurityOpt ?? []
    else delete this.hostConfig.MaskedPaths
    return this
  }
}

/** The app by itself, and as a part of a NixOS configuration. */
const LOCAL = ['sample-tutorial', 'nixos']

describe('nixproof verify --sandbox', () => {
  let greetings: Greetings
  beforeAll(async () => {
    greetings = await makeGreetings()
  })
  afterAll(() => greetings?.[Symbol.asyncDispose]())

  test.for(EMBEDDED_NIX.flatMap((nix) => LOCAL.map((name) => ({ name, nix }))))(
    'the local variant of fixtures/$name is proved in the sandbox; Nix $nix',
    { timeout: 300_000 },
    async ({ name, nix }) => {
      const plan = fixture(`${name}/README.plan.yaml`)
      const args = ['--sandbox', '--image', 'embedded', '--nix', nix]
      const { exitCode, all } = await nixproof(['verify', plan, ...args])
      expect(all).toMatch(/^Proved: \d+ held/m)
      expect(exitCode).toBe(0)
    },
  )

  test.for(EMBEDDED_NIX)(
    'the fetched variant, by itself and in a configuration, is proved in the sandbox; Nix %s',
    { timeout: 300_000 },
    async (nix) => {
      const origin = `github:example-org/greetings=${greetings.path}@${greetings.published}`
      const args = ['--sandbox', '--image', 'embedded', '--nix', nix, '--origin', origin]
      const { exitCode, all } = await nixproof(['verify', `${TUTORIAL}/README.plan.yaml`, ...args])
      expect(all).toMatch(/^Proved: 3 held/m)
      expect(exitCode).toBe(0)
    },
  )

  test('a fixed-output builder with a certificate to check finds that of the proxy', async () => {
    const { egress } = await wayOutTo(greetings, greetings.published)
    const container = await new NixContainer(inject('image'))
      .withSandbox()
      .withEgress(egress)
      .start()
    onTestFinished(async () => void (await container.stop()))
    // An empty hash: nixpkgs' fetchurl does not say --insecure then.
    const url = `https://raw.githubusercontent.com/example-org/greetings/main/${APP}/default.nix`
    const expression = `(import <nixpkgs> { }).fetchurl { url = "${url}"; hash = ""; }`
    const error = await failure(container.nixBuild({ args: ['-E', expression] }))
    expect(error.code).toBe('HASH_PLACEHOLDER')
  })
})
