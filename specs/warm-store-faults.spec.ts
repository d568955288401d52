import { describe, expect, inject, test, vi } from 'vitest'
import { useEngine } from '../harness/container/engine.ts'
import { BUILD, large, tamper, twoBuilds, WarmMachine } from './_warm.ts'

describe('nixproof verify --cache, with what goes wrong', { timeout: 400_000 }, () => {
  const BROKEN = {
    content: 'for one in */nar/*.nar; do echo broken > $one; done',
    description: 'for one in */*.narinfo; do echo Broken > $one; done',
    'content that is not there': 'rm */nar/*',
  } as const
  test.for([
    ['content', '2.8'],
    ['content', '2.34'],
    ['description', '2.8'],
    ['description', '2.34'],
    ['content that is not there', '2.26'],
  ] as const)('drops a broken %s, says so, and builds it again; Nix %s', async ([what, nix]) => {
    const machine = await WarmMachine.open()
    const file = await machine.write('a', twoBuilds('mine'), BUILD)
    await machine.prove(file, '--nix', nix)
    await tamper(machine, BROKEN[what])
    const { all, summary } = await machine.prove(file, '--nix', nix)
    expect(all).toMatch(/^The warm store had a broken \/nix\/store\/\S+-top: dropped$/m)
    expect(summary).toBe('0 of what Nix needed came from it, 2 added')
    const third = await machine.prove(file, '--nix', nix)
    expect(third.summary).toBe('1 of what Nix needed came from it, 0 added')
  })

  test('drops an entry that is not signed by this machine', async () => {
    const machine = await WarmMachine.open()
    const file = await machine.write('a', twoBuilds('mine'), BUILD)
    await machine.prove(file)
    await tamper(
      machine,
      'for one in */*.narinfo; do t=$(<$one); echo "${t%Sig: *}Sig: other:AAAA" > $one; done',
    )
    const { all, summary } = await machine.prove(file)
    expect(all).toMatch(/broken \/nix\/store\/\S+-top: dropped$/m)
    expect(summary).toBe('0 of what Nix needed came from it, 2 added')
    expect((await machine.prove(file)).summary).toContain('1 of what Nix needed came from it')
  })

  test.for([
    { whose: 'by another nixproof', how: { layout: '0' } },
    { whose: 'with another key', how: { key: 'other' } },
  ])(
    'begins anew where the warm store was made $whose, and says so once',
    async ({ whose, how }) => {
      const machine = await WarmMachine.open()
      const file = await machine.write('a', twoBuilds('mine'), BUILD)
      await machine.prove(file)
      await machine.makeVolume(how)
      const { all } = await machine.prove(file)
      expect(all).toContain(`The warm store was made ${whose}: it begins anew`)
      expect(all).toContain('2 added')
      expect((await machine.prove(file)).all).not.toContain('anew')
    },
  )

  test('goes without where a volume of that name is not nixproof’s, and leaves it', async () => {
    const machine = await WarmMachine.open()
    const file = await machine.write('a', twoBuilds('mine'), BUILD)
    await machine.prove(file)
    const { volume: Name } = await machine.info()
    const { docker } = await useEngine()
    await docker.getVolume(Name).remove()
    await docker.createVolume({ Name })
    expect((await machine.prove(file)).all).toMatch(/^No warm store: .*is not nixproof's/m)
    await docker.getVolume(Name).remove()
  })

  test('proves all the same where the disk of the warm store is full', async () => {
    const machine = await WarmMachine.open()
    const small = await machine.write('a', twoBuilds('mine'), BUILD)
    await machine.prove(small)
    await machine.makeVolume({ size: '128k' })
    // Memory that nobody has mounted is empty again.
    await using holder = await machine.enter()
    const file = await machine.write('b', large('big', 300_000), BUILD)
    const { all, summary } = await machine.prove(file)
    expect(all).toMatch(/^Not all is kept in the warm store: .*No space left/m)
    expect(summary).toBe('0 of what Nix needed came from it, 0 added')
    const { stdout } = await holder.run(['find', '/var/cache/nixproof', '-size', '+10k'])
    expect(stdout).toBe('')
    expect((await machine.prove(small)).summary).toContain('2 added')
  })

  test('the least recently used goes first', async () => {
    const machine = await WarmMachine.open()
    const names = ['one', 'two', 'three']
    const files = await Promise.all(
      names.map((name) => machine.write(name, large(name, 60_000), BUILD)),
    )
    // GiB: two of them have room.
    const size = ['--cache', '0.00014']
    await machine.prove(files.slice(0, 2), ...size)
    expect(await machine.kept()).toEqual(['one', 'two'])
    const age = 'for one in */*.narinfo; do touch -d "2 hours ago" $one; done'
    await tamper(machine, age)
    await machine.prove(files[0]!, ...size)
    await machine.prove(files[2]!, ...size)
    expect(await machine.kept()).toEqual(['one', 'three'])
    // What has no room at all is not kept, and nothing goes for it.
    const huge = await machine.write('huge', large('huge', 400_000), BUILD)
    expect((await machine.prove(huge, ...size)).summary).toContain('0 added')
    expect(await machine.kept()).toEqual(['one', 'three'])
  })

  test('nobody removes it between two containers of a run', async () => {
    const machine = await WarmMachine.open()
    await machine.prove(await machine.write('a', twoBuilds('mine'), BUILD))
    for (const [name, value] of Object.entries(machine.environment)) vi.stubEnv(name, value)
    vi.resetModules()
    const { WarmStore } = await import('../harness/container/warm/store.ts')
    vi.unstubAllEnvs()
    const engine = await useEngine()
    const image = inject('image')
    const report = expect.unreachable
    const clear = () => machine.nixproof('cache', 'clear')
    {
      await using store = await WarmStore.open({ engine, image, sandbox: false, report })
      expect(store?.mount.volume).toBe((await machine.info()).volume)
      expect(await clear()).toMatchObject({ exitCode: 3, all: expect.stringContaining('[BUSY]') })
    }
    expect((await clear()).stdout).toMatch(/^Removed volume/m)
  })

  test('one that writes waits for another one that does', async () => {
    const machine = await WarmMachine.open()
    const files = [
      await machine.write('a', twoBuilds('mine'), BUILD),
      await machine.write('b', twoBuilds('yours'), BUILD),
    ]
    await machine.prove(files[0]!)
    const hold = 'import fcntl, time; f = open("lock", "w"); fcntl.flock(f, 2); time.sleep(15)'
    const python = '/nix/var/nix/gcroots/nixproof-python/bin/python3'
    let released = false
    const writing = tamper(machine, `${python} -c '${hold}'`).then(() => (released = true))
    const { summary } = await machine.prove(files[1]!)
    expect([released, summary]).toEqual([true, '1 of what Nix needed came from it, 1 added'])
    await writing
  })

  test('several runs at once share it', async () => {
    const machine = await WarmMachine.open()
    const files = await Promise.all(
      ['a', 'b', 'c'].map((name) => machine.write(name, twoBuilds(name), BUILD)),
    )
    await Promise.all(files.map((file) => machine.prove(file)))
    expect(await machine.kept()).toEqual(['dep', 'top', 'top', 'top'])
    const { all, summary } = await machine.prove(files)
    expect(all).not.toContain('broken')
    expect(summary).toBe('3 of what Nix needed came from it, 0 added')
  })
})
