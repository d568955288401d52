import { describe, expect, test } from 'vitest'
import { BUILD, large, tamper, twoBuilds, WarmMachine } from './_warm.ts'

/** On the Nix that every machine with nixproof has. */
const AXES = { nix: ['2.26'], sandbox: [false, true] } as const
const ONE = { nix: ['2.26'], sandbox: [false] } as const

/** What one builds outside of Nix's sandbox alone, and twice alike. */
const OPEN = '(import <nixpkgs> { }).runCommand "open" { } "test -e /nix/var/nix/db && echo > $out"'

describe('nixproof matrix --cache', { timeout: 400_000 }, () => {
  test('shares between variants, tutorials and runs, and not between sandbox settings', async () => {
    const machine = await WarmMachine.open()
    const files = [
      await machine.write('a', twoBuilds('mine'), BUILD),
      await machine.write('b', twoBuilds('yours'), BUILD),
    ]
    // Each cell after the one before: what that has built is kept by then.
    const args = ['--jobs', '1']
    const axes = { ...AXES, variant: ['local', 'fetched'] } as const
    const first = await machine.matrix(files, { axes, args })
    expect(first).toMatchObject({ exitCode: 0 })
    // Of each setting: dep for b; in the other variant, a and b.
    expect(first.summary).toBe('6 of what Nix needed came from it, 6 added')
    const { parts } = await machine.info()
    expect(parts.map(({ sandbox, entries }) => [sandbox, entries.length])).toEqual(
      expect.arrayContaining([
        [false, 3],
        [true, 3],
      ]),
    )
    const second = await machine.matrix(files, { axes })
    expect(second).toMatchObject({ exitCode: 0 })
    expect(second.summary).toBe('8 of what Nix needed came from it, 0 added')
    // It is the one that verify has.
    const { summary } = await machine.prove(files, '--nix', '2.26')
    expect(summary).toBe('2 of what Nix needed came from it, 0 added')
  })

  test('a cell in which a failure is expected does not get what a cell without has built', async () => {
    const machine = await WarmMachine.open()
    const files = [await machine.write('a', OPEN, BUILD)]
    const cells = { nix: '2.26', sandbox: true } as const
    const expected = [
      { cells, code: 'BUILDER_FAILED', reason: 'The sandbox has no database' },
    ] as const
    for (const summary of ['0 of what Nix needed came from it, 1 added', /^1 of .*, 0 added$/]) {
      // oxlint-disable-next-line no-await-in-loop -- each comes after the one before
      const run = await machine.matrix(files, { axes: AXES, expect: expected })
      expect(run.summary).toMatch(summary)
      expect(run.all).toMatch(/sandbox=on\S* .* 1 failed as expected/)
      expect(run.exitCode).toBe(0)
    }
  })

  test('cells and runs that write at once leave it whole', async () => {
    const machine = await WarmMachine.open()
    const files = await Promise.all(
      ['a', 'b', 'c'].map((name) => machine.write(name, twoBuilds(name), BUILD)),
    )
    const both = await Promise.all([
      machine.matrix(files, { axes: AXES, args: ['--jobs', '4'] }),
      machine.matrix(files, { axes: AXES, args: ['--jobs', '2'] }),
    ])
    for (const { all, exitCode } of both) expect([exitCode, all]).toEqual([0, expect.anything()])
    expect(await machine.kept()).toHaveLength(2 * 4)
    const { all, summary } = await machine.matrix(files, { axes: AXES })
    expect(all).not.toContain('broken')
    expect(summary).toBe('6 of what Nix needed came from it, 0 added')
  })

  test('drops what is broken, says so, and builds it again', async () => {
    const machine = await WarmMachine.open()
    const files = [await machine.write('a', twoBuilds('mine'), BUILD)]
    await machine.matrix(files, { axes: AXES })
    await tamper(machine, 'for one in */nar/*.nar; do echo broken > $one; done')
    const { all, summary, exitCode } = await machine.matrix(files, { axes: AXES })
    expect(all.match(/^The warm store had a broken \/nix\/store\/\S+-top: dropped$/gm)).not.toBe(
      null,
    )
    expect([exitCode, summary]).toEqual([0, '0 of what Nix needed came from it, 4 added'])
    expect((await machine.matrix(files, { axes: AXES })).summary).toContain('2 of what')
  })

  test('begins anew once where another nixproof has made it, though cells begin at once', async () => {
    const machine = await WarmMachine.open()
    const files = [await machine.write('a', twoBuilds('mine'), BUILD)]
    await machine.matrix(files, { axes: AXES })
    await machine.makeVolume({ layout: '0' })
    const { all, exitCode } = await machine.matrix(files, { axes: AXES })
    expect(all.match(/made by another nixproof: it begins anew/g)).toHaveLength(1)
    expect([exitCode, all]).toEqual([0, expect.stringContaining(', 4 added')])
  })

  test('proves all the same where the disk of the warm store is full', async () => {
    const machine = await WarmMachine.open()
    const files = [await machine.write('b', large('big', 300_000), BUILD)]
    await machine.matrix(files, { axes: ONE })
    await machine.makeVolume({ size: '128k' })
    // Memory that nobody has mounted is empty again.
    await using _ = await machine.enter()
    const { all, summary, exitCode } = await machine.matrix(files, { axes: AXES })
    expect(all).toMatch(/^Not all is kept in the warm store: .*No space left/m)
    expect([exitCode, summary]).toEqual([0, '0 of what Nix needed came from it, 0 added'])
  })

  test('cache.maxGiB bounds all cells together, the least recently used going first; --cache goes before', async () => {
    const machine = await WarmMachine.open()
    const files = await Promise.all(
      ['one', 'two', 'three'].map((name) => machine.write(name, large(name, 60_000), BUILD)),
    )
    // Two of them have room.
    const bound = { axes: AXES, cache: { maxGiB: 0.00014 } } as const
    await machine.matrix(files.slice(0, 1), bound)
    await tamper(machine, 'for one in *-on-*/*.narinfo; do touch -d "2 hours ago" $one; done')
    await machine.matrix(files.slice(1, 2), { ...bound, axes: ONE })
    const { parts } = await machine.info()
    expect(parts.filter(({ entries }) => entries.length > 0)).toMatchObject([
      { sandbox: false, entries: [expect.anything(), expect.anything()] },
    ])
    await machine.matrix(files, { ...bound, args: ['--cache', '1'] })
    expect(await machine.kept()).toHaveLength(6)
  })

  test('refuses a size that is none: 2', async () => {
    const machine = await WarmMachine.open()
    const files = [await machine.write('a', twoBuilds('mine'), BUILD)]
    const flag = await machine.matrix(files, { args: ['--cache', 'all'] })
    expect([flag.exitCode, flag.all]).toEqual([2, expect.stringContaining('--cache all')])
    const key = await machine.matrix(files, { cache: { maxGiB: 0 } })
    expect([key.exitCode, key.all]).toEqual([2, expect.stringContaining('cache.maxGiB')])
  })
})
