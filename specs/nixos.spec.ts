import { readFileSync } from 'node:fs'
import supertest from 'supertest'
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest'
import { NixContainer, type StartedNixContainer } from '../harness/container/nix-container.ts'
import { ensureEngine } from '../harness/engine/ensure.ts'
import { DEFAULT_NIX, EMBEDDED_NIX } from '../harness/image/debian/packages.ts'
import { ensureImage } from '../harness/image/ensure.ts'
import type { Fragment } from '../harness/nix/configuration.ts'
import { planSchema } from '../harness/tutorial/plan.ts'
import { Session } from '../harness/tutorial/run.ts'
import { failure, fixture, tell } from './_support.ts'

const IMAGE_DEADLINE_MS = 300_000
const TUTORIAL = readFileSync(fixture('nixos/README.md'), 'utf8')
const TARGET = '/home/steve/repos/tutorial'

/** The blocks of the tutorial, byte for byte, and the lines on which they begin. */
const FRAGMENTS: readonly Required<Fragment>[] = [
  ...TUTORIAL.matchAll(/^```nix\n([\s\S]*?)^```$/gm),
].map(({ 1: text = '', index }) => ({
  text,
  file: 'README.md',
  line: TUTORIAL.slice(0, index).split('\n').length + 1,
}))

const withTutorial = (image: string): NixContainer =>
  new NixContainer(image).withWorkspace(fixture('sample-tutorial'), { target: TARGET })

describe('the fragments of a tutorial', () => {
  test.for(EMBEDDED_NIX)(
    'become a system on Nix %s, whose app is started by name and says hello',
    { timeout: IMAGE_DEADLINE_MS },
    async (nix, { signal }) => {
      const engine = await ensureEngine(tell)
      const request = { choice: 'embedded', nix, refresh: false } as const
      const image = await ensureImage(engine, request, tell)
      expect(FRAGMENTS.map(({ line }) => line)).toEqual([8, 27])

      await using container = await withTutorial(image.reference).start()
      const { system, stderr } = await container.nixosRebuild('switch', {
        fragments: FRAGMENTS,
        signal,
      })
      expect(system).toMatch(/^\/nix\/store\/[a-z0-9]{32}-nixos-system-nixos-24\.11/)
      expect(
        stderr.match(/boot loader, kernel, services and users stay as they are/g),
      ).toHaveLength(1)
      const { stdout } = await container.run(['readlink', '-e', '/run/current-system'])
      expect(stdout.trim()).toBe(system)

      await using server = await container.launch(['sample-app-python'], { port: 5000, signal })
      await supertest(server.url).get('/').expect(200, 'Hello world from Nix and Flask!')
    },
  )

  test('are a step of a plan, after which the app is launched by name', async ({ signal }) => {
    const plan = planSchema.parse({
      format: 1,
      tutorial: 'README.md',
      workspace: '../sample-tutorial',
      mountAs: TARGET,
      checks: [
        {
          name: 'installs the app',
          line: 8,
          steps: [
            { do: 'configure', fragments: FRAGMENTS.map(({ text, line }) => ({ text, line })) },
            { do: 'launch', command: ['sample-app-python'], port: 5000 },
            { do: 'request', path: '/', body: 'Hello world from Nix and Flask!' },
          ],
        },
      ],
    })
    const session = await Session.open(inject('image'), plan, fixture('nixos/README.md'))
    onTestFinished(() => session.close())
    expect(await session.check(0, signal)).toMatchObject({
      held: true,
      notes: [
        expect.stringMatching(/-nixos-system-/),
        expect.stringMatching(/^pid/),
        expect.stringMatching(/^GET \/: 200/),
      ],
    })
  })
})

describe('nixosRebuild()', () => {
  let container: StartedNixContainer

  beforeAll(async () => {
    container = await new NixContainer(inject('image'))
      .withWorkspace(fixture('nixos'))
      .withWorkspace(fixture('nixos'), { target: '/etc/nixos' })
      .start()
  })
  afterAll(async () => {
    await container?.stop()
  })

  const rebuild = (...texts: readonly string[]) =>
    container.nixosRebuild('build', {
      fragments: texts.map((text, index) => ({ text, file: `${index + 1}.md`, line: 10 })),
    })

  test('builds a whole configuration, and says what nothing is done about', async () => {
    const { system, stderr } = await container.nixosRebuild('switch', { file: 'configuration.nix' })
    expect(stderr).toMatch(
      /^nixos-rebuild: evaluated, not acted on: .*fileSystems.*services\.openssh\.enable, .*users\.users$/m,
    )
    const greeting = await container.run(['greet'])
    expect(greeting.stdout).toBe('Hello Steve\n')
    const links = await container.run(['readlink', '-e', '/nix/var/nix/profiles/system'])
    expect(links.stdout.trim()).toBe(system)
  })

  test('takes away what the next system has not', async () => {
    await container.nixosRebuild('switch', { file: 'configuration.nix' })
    await container.nixosRebuild('switch', {
      fragments: [{ text: 'environment.etc.b.text = "b";' }],
    })
    expect((await container.run(['greet'])).exitCode).toBe(127)
    expect((await container.run(['cat', '/etc/greeting'])).exitCode).toBe(1)
    expect((await container.run(['cat', '/etc/b'])).stdout).toBe('b')
  })

  test('build leaves ./result and changes nothing else', async () => {
    await using own = await new NixContainer(inject('image')).start()
    const { system } = await own.nixosRebuild('build', { fragments: [{ text: '{ }' }] })
    expect((await own.run(['readlink', 'result'])).stdout.trim()).toBe(system)
    expect((await own.run(['ls', 'result/sw/bin/ls'])).exitCode).toBe(0)
    expect((await own.run(['ls', '/run/current-system'])).exitCode).toBe(2)
  })

  test('tells the line on which an option is misspelt', async () => {
    const error = await failure(rebuild('\n  environment.systemPackges = [ ];\n'))
    expect(error).toMatchObject({ code: 'NIX_OPTION_MISSING', blame: 'tutorial' })
    expect(error.details.place).toEqual({ file: '1.md', line: 11, column: 3 })
    expect(error.summary).toBe('There is no option "environment.systemPackges"')
  })

  test('tells the line of a syntax error, also of one at the end', async () => {
    const middle = await failure(
      rebuild('', 'networking.hostName = "x";\nnetworking.domain = = "y";'),
    )
    expect(middle).toMatchObject({ code: 'NIX_SYNTAX' })
    expect(middle.details.place).toEqual({ file: '2.md', line: 11, column: 21 })

    const end = await failure(rebuild('networking.hostName = "x"\n# done'))
    expect(end).toMatchObject({ code: 'NIX_SYNTAX' })
    expect(end.details.place).toEqual({ file: '1.md', line: 11 })

    const slash = await failure(rebuild('imports = [\n  /home/steve/repos/ ];'))
    expect(slash).toMatchObject({ code: 'NIX_SYNTAX' })
    expect(slash.details.place).toMatchObject({ file: '1.md', line: 11 })
  })

  test('tells the line on which a package is misspelt', async () => {
    const error = await failure(rebuild('environment.systemPackages = with pkgs; [\n  gti\n];'))
    expect(error).toMatchObject({ code: 'NIX_EVALUATION' })
    expect(error.details.place).toEqual({ file: '1.md', line: 11, column: 3 })
  })

  test('tells both places of fragments that contradict each other', async () => {
    const error = await failure(
      rebuild('networking.hostName = "a";', '{ networking.hostName = "b"; }'),
    )
    expect(error).toMatchObject({ code: 'NIX_EVALUATION' })
    expect(error.summary).toContain("The option `networking.hostName' has conflicting definition")
    expect(error.details.found).toBe('- In 2.md:10: "b"\n- In 1.md:10: "a"')
  })

  test('tells a value of the wrong type, and an assertion that fails', async () => {
    const type = await failure(rebuild('environment.systemPackages = pkgs.git;'))
    expect(type).toMatchObject({ code: 'NIX_EVALUATION' })
    expect(type.summary).toContain("is not of type `list of package'")
    expect(type.details.place).toEqual({ file: '1.md', line: 10, column: 1 })

    const assertion = '{ assertions = [ { assertion = false; message = "not so"; } ]; }'
    expect((await failure(rebuild(assertion))).summary).toContain('not so')
  })

  test('tells where a pin is stale, and both hashes', async () => {
    const hash = 'sha256:0mhjp9ig4g4wahkkrncpq5bc3f6bcnkg5qpa54dsyp0r3s669hbz'
    const url = 'file:///workspace/README.md'
    const error = await failure(
      rebuild(
        `\nenvironment.etc.x.source = builtins.fetchurl {\n url = "${url}"; sha256 = "${hash}"; };`,
      ),
    )
    expect(error).toMatchObject({ code: 'HASH_MISMATCH', blame: 'tutorial' })
    expect(error.details.mismatch).toMatchObject({ specified: hash, url })
    expect(error.details.place).toMatchObject({ file: '1.md', line: 11 })
  })

  test('is refused with fragments and a file', async () => {
    const both = container.nixosRebuild('build', { fragments: [], file: 'configuration.nix' })
    expect(await failure(both)).toMatchObject({ code: 'USAGE' })
  })

  test('tells the line of an option that only the official nixpkgs has', async () => {
    const engine = await ensureEngine(tell)
    const request = { choice: 'embedded', nix: DEFAULT_NIX, refresh: false } as const
    const image = await ensureImage(engine, request, tell)
    await using own = await new NixContainer(image.reference).start()
    const text = 'services = {\n  nginx.enable = true;\n};'
    const error = await failure(own.nixosRebuild('switch', { fragments: [{ text }] }))
    expect(error).toMatchObject({ code: 'NOT_IN_EMBEDDED_NIXPKGS', blame: 'environment' })
    expect(error.summary).toBe('The option "services.nginx.enable" is not in the embedded nixpkgs')
    expect(error.details.place).toEqual({ file: 'fragment-1.nix', line: 2, column: 3 })
  })
})

describe('the command nixos-rebuild', () => {
  let container: StartedNixContainer

  beforeAll(async () => {
    container = await new NixContainer(inject('image'))
      .withWorkspace(fixture('nixos'), { target: '/etc/nixos' })
      .start()
  })
  afterAll(async () => {
    await container?.stop()
  })

  test('switches with sudo, as the reader types it', async () => {
    const { exitCode, stderr } = await container.run(['sudo', 'nixos-rebuild', 'switch'])
    expect({ exitCode, limits: stderr.match(/this is a container/g) }).toEqual({
      exitCode: 0,
      limits: ['this is a container'],
    })
    expect((await container.run(['greet'])).stdout).toBe('Hello Steve\n')
  })

  test('takes its configuration from NIXOS_CONFIG and from -I', async () => {
    await container.run(['bash', '-c', `echo '{ networking.hostName = "other"; }' >/tmp/other.nix`])
    const byOption = ['nixos-rebuild', 'build', '-I', 'nixos-config=/tmp/other.nix']
    expect((await container.run(byOption, { cwd: '/tmp' })).stdout).toContain('nixos-system-other-')
    const env = { NIXOS_CONFIG: '/tmp/other.nix' }
    const { stdout } = await container.run(['nixos-rebuild', 'build'], { cwd: '/tmp', env })
    expect(stdout).toContain('nixos-system-other-')
  })

  test('dry-build builds nothing', async () => {
    const text = `{ pkgs, ... }: { environment.etc.dry.text = "dry"; }`
    await container.run(['bash', '-c', `echo '${text}' >/tmp/dry.nix`])
    const argv = ['nixos-rebuild', 'dry-build', '-I', 'nixos-config=/tmp/dry.nix']
    const { exitCode, stdout, stderr } = await container.run(argv)
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '' })
    expect(stderr).toContain('will be built')
  })

  test.each([
    [['frobnicate'], 'unknown action "frobnicate"'],
    [['switch', '--frobnicate'], 'unknown option "--frobnicate"'],
    [['switch', '--upgrade'], 'channels stay as they are'],
    [['switch', '--flake', '.#x'], 'flakes cannot be built here'],
    [['switch', '-I'], '"-I" needs a value'],
    [[], 'an action is missing'],
  ])('refuses %j, and tells its usage', async (args, reason) => {
    const { exitCode, stderr } = await container.run(['nixos-rebuild', ...args])
    expect(exitCode).toBe(1)
    expect(stderr).toContain(`nixos-rebuild: ${reason}`)
    expect(stderr).toContain('Usage: nixos-rebuild ACTION')
  })

  test('says that there is no configuration', async () => {
    const env = { NIXOS_CONFIG: '/nowhere.nix' }
    const { exitCode, stderr } = await container.run(['nixos-rebuild', 'switch'], { env })
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: 'nixos-rebuild: there is no configuration "/nowhere.nix"\n',
    })
  })

  test('sudo runs a command as it is, and no other user', async () => {
    const quiet = await container.run(['sudo', '-E', 'A=b c', 'bash', '-c', 'printf %s "$A"'])
    expect(quiet).toMatchObject({ exitCode: 0, stdout: 'b c', stderr: '' })
    expect((await container.run(['sudo', 'bash', '-c', 'exit 7'])).exitCode).toBe(7)
    const other = await container.run(['sudo', '-u', 'steve', 'true'])
    expect(other).toMatchObject({ exitCode: 1, stdout: '' })
  })
})
