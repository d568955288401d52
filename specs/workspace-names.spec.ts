import { Buffer } from 'node:buffer'
import { once } from 'node:events'
import { link, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest'
import { NixContainer } from '../harness/container/nix-container.ts'
import { failure } from './_support.ts'

/** As long as a name may be: of bytes, not characters. */
const LONGEST = 'ä'.repeat(127) + 'x'
/** Names that nobody is to give a file, and some do. */
const NAMES = ['new\nline', ' spaces ', 'quote\'"\\', '-rf', '$HOME', '*', '🦀', LONGEST]
/** Each part is allowed, and the whole is longer than any header of an archive. */
const DEEP = Array.from({ length: 6 }, (_, index) => `${index}`.repeat(200)).join('/')

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'nixproof-spec-'))
})
afterEach(() => rm(directory, { recursive: true }))

const prepare = (): NixContainer => new NixContainer(inject('image')).withWorkspace(directory)

describe('withWorkspace()', () => {
  test('names of any kind and length arrive, and copyOut() brings them back', async () => {
    expect([Buffer.byteLength(LONGEST), DEEP.length > 1000]).toEqual([255, true])
    for (const name of NAMES) await writeFile(join(directory, name), name)
    await mkdir(join(directory, DEEP), { recursive: true })
    await writeFile(join(directory, DEEP, 'file'), 'deep')
    await symlink(join(DEEP, 'file'), join(directory, 'link'))
    await using container = await prepare().start()

    const { stdout } = await container.run(['find', '.', '-maxdepth', '1', '-printf', '%P\\0'])
    const names = [...NAMES, DEEP.split('/')[0], 'link']
    expect(stdout.split('\0').filter(Boolean).toSorted()).toEqual(names.map(String).toSorted())
    expect((await container.run(['cat', 'link'])).stdout).toBe('deep')
    expect((await container.run(['cat', `./${LONGEST}`])).stdout).toBe(LONGEST)

    const { path, leftOut } = await container.copyOut('.', join(directory, 'out'))
    expect(leftOut).toEqual([])
    for (const name of NAMES) {
      // oxlint-disable-next-line no-await-in-loop -- a few
      expect(await readFile(join(path, name), 'utf8')).toBe(name)
    }
    expect(await readFile(join(path, 'link'), 'utf8')).toBe('deep')
  })

  test('a hard link becomes a file of its own; pipes and sockets are left out, and told', async () => {
    await writeFile(join(directory, 'one'), 'same')
    await link(join(directory, 'one'), join(directory, 'two'))
    await execa('mkfifo', [join(directory, 'pipe')])
    const server = createServer().listen(join(directory, 'socket'))
    await once(server, 'listening')
    await using container = await prepare().start()
    server.close()
    expect((await container.run(['ls'])).stdout).toBe('one\ntwo\n')
    expect((await container.run(['cat', 'one', 'two'])).stdout).toBe('samesame')
    expect(container.leftOut.toSorted()).toEqual(['pipe', 'socket'])
  })

  test.each([
    ['a name', (name: Buffer) => writeFile(name, 'x')],
    ['a directory', (name: Buffer) => mkdir(name)],
    ['a link', () => symlink(Buffer.from('bad-\xff', 'latin1'), join(directory, 'b-link'))],
  ])(
    'start() rejects with USAGE for %s that is not UTF-8, and nothing is lost',
    async (_, make) => {
      await make(Buffer.concat([Buffer.from(join(directory, 'bad-')), Buffer.from([0xff])]))
      await writeFile(join(directory, 'z'), 'comes later')
      const error = await failure(prepare().start())
      expect([error.code, error.blame]).toEqual(['USAGE', 'call'])
      expect(error.message).toContain('UTF-8')
    },
  )

  test('a link that leads to itself is copied as it is', async () => {
    await symlink('loop', join(directory, 'loop')) // Is copied as it is.
    await writeFile(join(directory, 'result-bad'), '')
    await using container = await prepare().start()
    expect((await container.run(['ls'])).stdout).toBe('loop\nresult-bad\n')
  })
})

describe('copyOut()', () => {
  test('tells of names that are not UTF-8, and copies the rest', async () => {
    await using container = await prepare().start()
    const script = `mkdir -p out; cd out; echo x >$'bad-\\xff'; echo x >$'bad-\\xfe'; echo y >good; ln -s $'bad-\\xff' link`
    await container.run(['bash', '-c', script])
    const { path, leftOut } = await container.copyOut('out', directory)
    expect(leftOut).toHaveLength(3)
    expect(await readFile(join(path, 'good'), 'utf8')).toBe('y\n')
  })
})
