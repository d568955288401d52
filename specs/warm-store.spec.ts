import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { EMBEDDED_NIX } from '../harness/image/debian/packages.ts'
import { makeGreetings, TUTORIAL } from './_greetings.ts'
import { BUILD, twoBuilds, WarmMachine } from './_warm.ts'

const SHOWN = '```console\n$ cat $(nix-build --no-out-link)\ndep\nmine\n```'

describe('nixproof verify --cache', { timeout: 400_000 }, () => {
  test.for(EMBEDDED_NIX.flatMap((nix) => [[], ['--sandbox']].map((more) => ({ nix, more }))))(
    'builds once, and takes it from the warm store in the next container; Nix $nix $more',
    async ({ nix, more }) => {
      const machine = await WarmMachine.open()
      const file = await machine.write('a', twoBuilds('mine'), SHOWN)
      const args = ['--nix', nix, ...more]
      const first = await machine.prove(file, ...args)
      expect(first.summary).toBe('0 of what Nix needed came from it, 2 added')
      const second = await machine.prove(file, ...args)
      expect(second.summary).toBe('1 of what Nix needed came from it, 0 added')
      // Another tutorial has its own build, and what it shares with the first one from there.
      const other = await machine.write('b', twoBuilds('yours'), BUILD)
      const third = await machine.prove(other, ...args)
      expect(third.summary).toBe('1 of what Nix needed came from it, 1 added')
      expect(await machine.kept()).toEqual(['dep', 'top', 'top'])
    },
  )

  test('does not take what another setting or another image has built', async () => {
    const machine = await WarmMachine.open()
    const file = await machine.write('a', twoBuilds('mine'), BUILD)
    for (const args of [[], ['--sandbox'], ['--nix', '2.8'], ['--nix', '2.34']]) {
      // oxlint-disable-next-line no-await-in-loop -- each comes after the one before
      const { summary } = await machine.prove(file, ...args)
      expect(summary).toBe('0 of what Nix needed came from it, 2 added')
    }
    const parts = (await machine.info()).parts.map(({ image, sandbox }) => `${image} ${sandbox}`)
    expect(new Set(parts).size).toBe(4)
  })

  test('proves the same as without where a text shows what a builder says', async () => {
    const machine = await WarmMachine.open()
    const nix = '(import <nixpkgs> { }).runCommand "loud" { } "echo LOUD; touch $out"'
    const shown = `\`\`\`console\n$ nix-build --no-out-link\nLOUD\n/nix/store/${'0'.repeat(32)}-loud\n\`\`\``
    const file = await machine.write('a', nix, '```console\n$ export X=1\n```', shown)
    await machine.prove(file)
    expect((await machine.prove(file)).summary).toContain('1 of what')
    // What is wrong is found all the same.
    const wrong = await machine.write('a', nix, shown.replace('LOUD', 'QUIET'))
    expect(await machine.verify(wrong)).toContain('DRIFT_OUTPUT')
  })

  test('keeps no build that depends on what surrounds it', async () => {
    const machine = await WarmMachine.open()
    const nix =
      '(import <nixpkgs> { }).runCommand "impure" { } "cat /workspace/fact > $out || touch $out"'
    const show = (fact: string): string => `\`\`\`console\n$ cat $(nix-build)\n${fact}\n\`\`\``
    const file = await machine.write('a', nix, show('old'))
    await writeFile(join(machine.dir, 'a/fact'), 'old\n')
    const { summary } = await machine.prove(file)
    expect(summary).toContain('0 added, 1 left out, as a second build gave something else')
    await writeFile(join(machine.dir, 'a/fact'), 'new\n')
    await machine.prove(await machine.write('a', nix, show('new')))
  })

  test('keeps nothing that was fetched, nor what was built of it: a dead link is found', async () => {
    const machine = await WarmMachine.open()
    const greetings = await makeGreetings()
    const origin = `github:example-org/greetings=${greetings.path}@${greetings.published}`
    const file = join(TUTORIAL, 'README.md')
    const { summary } = await machine.prove(file, '--only', '9', '--origin', origin)
    expect(summary).toMatch(/\d+ left out, as no clean container/)
    const kept = await machine.kept()
    expect(kept.filter((name) => /source|sample-app|default\.nix/.test(name))).toEqual([])
    expect(await machine.verify(file, '--only', '9')).toMatch(/^Not proved: /m)
  })

  test('serves nobody what a tutorial has forged', async () => {
    const machine = await WarmMachine.open()
    const forge = `\`\`\`console
$ out=$(nix-build --no-out-link 2>/dev/null)
$ chmod u+w $out
$ echo forged > $out
$ touch /var/cache/nixproof/forged 2>/dev/null || echo refused
refused
\`\`\``
    const forger = await machine.write('forger', twoBuilds('mine'), forge)
    expect((await machine.prove(forger)).summary).toContain('2 added')
    const file = await machine.write('a', twoBuilds('mine'), SHOWN)
    expect((await machine.prove(file)).summary).toContain('1 of what Nix needed came from it')
  })
})
