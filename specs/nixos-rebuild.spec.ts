import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { NixContainer, type StartedNixContainer } from '../harness/container/nix-container.ts'
import type { NixosResult } from '../harness/container/nixos.ts'
import { DEFAULT_NIX } from '../harness/image/debian/packages.ts'
import { embedded, failure, fixture } from './_support.ts'

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

  const rebuild = (...texts: readonly string[]): Promise<NixosResult> =>
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
    const text = 'environment.etc = { b.text = "b"; "c/d" = { text = "d"; mode = "0600"; }; };'
    await container.nixosRebuild('switch', { fragments: [{ text }] })
    expect((await container.run(['greet'])).exitCode).toBe(127)
    expect((await container.run(['cat', '/etc/greeting'])).exitCode).toBe(1)
    expect((await container.run(['cat', '/etc/b', '/etc/c/d'])).stdout).toBe('bd')
    const modes = await container.run(['stat', '-c', '%F %a', '/etc/b', '/etc/c/d'])
    expect(modes.stdout).toBe('symbolic link 777\nregular file 600\n')
  })

  test('says which file below /etc a container cannot replace', async () => {
    await using own = await new NixContainer(inject('image')).start()
    const fragments = [{ text: 'environment.etc.hosts.text = "mine";' }]
    const { stderr } = await own.nixosRebuild('switch', { fragments })
    expect(stderr).toContain('cannot replace /etc/hosts in a container; it is left as it was')
    expect((await own.run(['cat', '/etc/hosts'])).stdout).not.toContain('mine')
  })

  test('build leaves ./result and changes nothing else', async () => {
    await using own = await new NixContainer(inject('image')).start()
    // Every machine has one, and a whole configuration imports it.
    const fragments = [{ text: '{ ... }: { imports = [ ./hardware-configuration.nix ]; }' }]
    const { system } = await own.nixosRebuild('build', { fragments })
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
    const own = 'with { inherit (pkgs) git; };'
    const error = await failure(rebuild(`environment.systemPackages = ${own} [\n  gti\n];`))
    expect(error).toMatchObject({ code: 'NIX_VARIABLE_UNDEFINED' })
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

  test('tells the line of a package, and of an option, that only the official nixpkgs has', async () => {
    await using own = await new NixContainer((await embedded(DEFAULT_NIX)).reference).start()
    const packages = 'environment.systemPackages = with pkgs; [\n  gti\n  ffmpeg_7\n];'
    const missing = await failure(own.nixosRebuild('switch', { fragments: [{ text: packages }] }))
    expect([missing.code, missing.details.found]).toEqual(['NOT_EMBEDDED', 'Names like it: "git"'])
    expect(missing.details.place).toEqual({ file: 'fragment-1.nix', line: 2, column: 3 })
    expect((await own.run(['ls', '/run/current-system'])).exitCode).toBe(2)

    const text = 'services = {\n  nginx.enable = true;\n};'
    const error = await failure(own.nixosRebuild('switch', { fragments: [{ text }] }))
    expect(error).toMatchObject({ code: 'NOT_EMBEDDED', blame: 'environment' })
    expect(error.summary).toBe('The option "services.nginx.enable" is not in the embedded nixpkgs')
    expect(error.details.place).toEqual({ file: 'fragment-1.nix', line: 2, column: 3 })
  })
})
