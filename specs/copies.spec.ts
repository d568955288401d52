import { mkdir, mkdtemp, readdir, readFile, readlink, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest'
import { NixContainer } from '../harness/container/nix-container.ts'
import { nixproof } from './_cli.ts'
import { failure } from './_support.ts'

let directory: string
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'nixproof-spec-'))
})
afterEach(() => rm(directory, { recursive: true }))

describe('withWorkspace()', () => {
  test('withWorkspace() leaves out what .gitignore says, tells it, and copies all when it is told to', async () => {
    await mkdir(join(directory, 'dist'))
    await mkdir(join(directory, 'src'))
    await writeFile(join(directory, '.gitignore'), 'dist/\n*.pyc\n!kept.pyc\n')
    for (const name of ['dist/x', 'src/a.pyc', 'src/kept.pyc', 'src/main.py']) {
      await writeFile(join(directory, name), '')
    }
    const find = ['find', '.', '-type', 'f', '-printf', '%P\n']
    await using container = await new NixContainer(inject('image')).withWorkspace(directory).start()
    const { stdout } = await container.run(find)
    expect(stdout.trim().split('\n').toSorted()).toEqual([
      '.gitignore',
      'src/kept.pyc',
      'src/main.py',
    ])
    expect(container.leftOut.toSorted()).toEqual(['dist/', 'src/a.pyc'])

    await using whole = await new NixContainer(inject('image'))
      .withWorkspace(directory, { gitignore: false })
      .start()
    expect((await whole.run(find)).stdout.trim().split('\n')).toHaveLength(5)
    expect(whole.leftOut).toEqual([])
  })

  test('nixproof verify says what it leaves out', async () => {
    await writeFile(join(directory, '.gitignore'), '*.log\n')
    await writeFile(join(directory, 'a.log'), '')
    await writeFile(join(directory, 'README.md'), '# Title\n')
    await writeFile(
      join(directory, 'README.plan.yaml'),
      'format: 1\ntutorial: README.md\nchecks: [{ name: c, line: 1, steps: [{ do: build }] }]\n',
    )
    const derivation = `derivation { name = "n"; system = builtins.currentSystem; builder = "/bin/sh"; args = [ "-c" "echo >$out" ]; }`
    await writeFile(join(directory, 'default.nix'), derivation)
    const { exitCode, all } = await nixproof(['verify', join(directory, 'README.plan.yaml')])
    expect(all).toContain('not copied, as git ignores it or it is no file: a.log')
    expect(exitCode).toBe(0)
  })

  test('withWorkspace() copies thousands of files, and one of 100 MB', async () => {
    const many = Array.from({ length: 3000 }, (_, index) => `d${index % 50}/ä-${index}`)
    await Promise.all(Array.from({ length: 50 }, (_, index) => mkdir(join(directory, `d${index}`))))
    for (const name of many) await writeFile(join(directory, name), name)
    await writeFile(join(directory, 'big'), Buffer.alloc(100e6, 'nix'))
    await using container = await new NixContainer(inject('image')).withWorkspace(directory).start()
    const script = 'find . -type f | wc -l; stat -c %s big; cat d7/ä-7'
    const { stdout } = await container.run(['bash', '-c', script])
    expect(stdout).toBe(`3001\n100000000\nd7/ä-7`)
  })
})

describe('copyOut()', () => {
  test('copyOut() copies files, directories and what a link leads to', async () => {
    await using container = await new NixContainer(inject('image')).start()
    const script = `mkdir -p a/b; echo run >a/b/run; chmod 4711 a/b/run; ln -s b/run a/link; ln a/b/run a/hard
      mkdir -m 555 a/closed; ln -s "$PWD/a" /tmp/result`
    expect((await container.run(['bash', '-c', script])).exitCode).toBe(0)
    const { path, leftOut } = await container.copyOut('/tmp/result', join(directory, 'new/out'))
    expect([path, leftOut]).toEqual([join(directory, 'new/out/result'), []])
    expect(await readFile(join(path, 'link'), 'utf8')).toBe('run\n')
    expect(await readFile(join(path, 'hard'), 'utf8')).toBe('run\n')
    expect(await readlink(join(path, 'link'))).toBe('b/run')
    expect(((await stat(join(path, 'b/run'))).mode & 0o7777).toString(8)).toBe('711')
    expect((await stat(join(path, 'closed'))).mode & 0o200).toBe(0o200)

    const file = await container.copyOut('a/b/run', directory)
    expect(await readFile(file.path, 'utf8')).toBe('run\n')
    const large = 'head -c 20000000 /dev/zero >large'
    await container.run(['bash', '-c', large])
    expect((await stat((await container.copyOut('large', directory)).path)).size).toBe(20e6)
  })

  test('copyOut() writes nothing outside of the directory, and tells what it leaves out', async () => {
    await using container = await new NixContainer(inject('image')).start()
    const out = join(directory, 'out')
    const script = `mkdir -p evil/sub; cd evil; ln -s /etc/passwd absolute; ln -s ../../up up; ln -s .. sub/fine
      ln -s ../../../.. sub/far; mkfifo pipe; echo ok >kept`
    await container.run(['bash', '-c', script])
    const { path, leftOut } = await container.copyOut('evil', out)
    expect(leftOut.toSorted()).toEqual(
      ['absolute', 'pipe', 'sub/far', 'up'].map((name) => join(path, name)),
    )
    expect((await readdir(path)).toSorted()).toEqual(['kept', 'sub'])
    expect(await readdir(directory)).toEqual(['out'])
  })

  test('copyOut() rejects with USAGE for what is not there, and with the reason of its signal', async () => {
    await using container = await new NixContainer(inject('image')).start()
    expect((await failure(container.copyOut('nowhere', directory))).code).toBe('USAGE')
    const signal = AbortSignal.abort(new Error('enough'))
    await expect(container.copyOut('/etc/nix', directory, { signal })).rejects.toThrow('enough')
    expect(await readdir(directory)).toEqual([])
  })

  test('copyOut() keeps links to links, and leaves out what leads out by way of another', async () => {
    await using container = await new NixContainer(inject('image')).start()
    const script = `mkdir -p d/s/t; cd d; echo x >file; ln -s file a; ln -s a b; ln -s ../.. s/t/up; ln -s up/.. s/t/out`
    await container.run(['bash', '-c', script])
    const { path, leftOut } = await container.copyOut('d', directory)
    expect(await readFile(join(path, 'b'), 'utf8')).toBe('x\n')
    expect(await readdir(join(path, 's/t'))).toEqual(['up'])
    expect(leftOut).toEqual([join(path, 's/t/out')])
  })

  test.each([
    ['..', 'which is the root of all files'],
    ['dangling', '"/root/dangling" leads to "nowhere", and nothing is there'],
    ['loop', '"/root/loop" leads to "loop", and from there back to itself'],
    ['file/x', 'Nothing at "/root/file/x"'],
  ])('copyOut() rejects with USAGE for "%s", and says: %s', async (name, found) => {
    await using container = await new NixContainer(inject('image')).start()
    await container.run(['bash', '-c', 'ln -s nowhere dangling; ln -s loop loop; echo x >file'])
    const error = await failure(container.copyOut(name, directory))
    expect(error.code).toBe('USAGE')
    expect(error.details.found).toContain(found)
    expect([error.details.wanted, error.details.next]).not.toContain(undefined)
    expect(await readdir(directory)).toEqual([])
  })

  test('copyOut() rejects with USAGE where something of another kind is in the way', async () => {
    await using container = await new NixContainer(inject('image')).start()
    await container.run(['bash', '-c', 'mkdir dir; echo x | tee dir/file >file'])
    await writeFile(join(directory, 'dir'), '')
    await mkdir(join(directory, 'file'))
    const [dir, file] = [join(directory, 'dir'), join(directory, 'file')]
    for (const [name, to, found] of [
      ['file', dir, `"${dir}" is, or lies in, something that is no directory`],
      ['dir', directory, `"${dir}" is no directory`],
      ['file', directory, `"${file}" is a directory, and is to be a file`],
    ] as const) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const error = await failure(container.copyOut(name, to))
      expect([error.code, error.details.found]).toEqual(['USAGE', found])
    }
  })
})
