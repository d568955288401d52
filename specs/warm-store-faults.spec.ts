import { stat } from 'node:fs/promises'
import { join } from 'node:path'
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
    expect((await clear()).stdout).toMatch(/^Removed volume/)
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

describe('nixproof cache', { timeout: 200_000 }, () => {
  test('info says what is in it, and clear removes it when nobody uses it', async () => {
    const machine = await WarmMachine.open()
    const none = await machine.nixproof('cache', 'info')
    expect([none.stdout, none.exitCode]).toEqual([expect.stringMatching(/^There is no warm/), 0])
    expect((await machine.nixproof('cache', 'info', '--json')).stdout).toBe('null')
    await machine.prove(await machine.write('a', twoBuilds('mine'), BUILD))
    const { stdout } = await machine.nixproof('cache', 'info')
    expect(stdout).toMatch(/^Volume nixproof-warm-\w+: 2 paths, \d kB, signed by nixproof-\w{8}$/m)
    expect(stdout).toMatch(/^ {2}nixproof\/embedded-nix:\w+: 2 paths, \d kB, last used 2\S+Z$/m)
    const key = await stat(join(machine.dir, 'state/nixproof/warm-store-key.json'))
    expect(key.mode & 0o777).toBe(0o600)
    {
      await using user = await machine.enter()
      expect((await user.run(['ls', '/var/cache/nixproof'])).stdout).toContain('lock')
      const busy = await machine.nixproof('cache', 'clear')
      expect([busy.exitCode, busy.all]).toEqual([3, expect.stringContaining('[BUSY]')])
    }
    expect((await machine.nixproof('cache', 'clear')).stdout).toMatch(/^Removed volume nixproof-w/)
    expect((await machine.nixproof('cache', 'clear')).stdout).toMatch(/^There is no warm store/)
  })

  test('verify refuses a size that is none', async () => {
    const machine = await WarmMachine.open()
    const file = await machine.write('a', twoBuilds('mine'), BUILD)
    const { exitCode, all } = await machine.nixproof('verify', file, '--cache', '-1')
    expect([exitCode, all]).toEqual([2, expect.stringContaining('--cache')])
    const plan = join(machine.dir, 'README.plan.yaml')
    expect((await machine.nixproof('verify', plan, '--cache')).exitCode).toBe(2)
  })
})
