import { chmod, mkdir, mkdtemp, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest'
import { NixContainer } from '../harness/container/nix-container.ts'
import { failure } from './_support.ts'

describe('withWorkspace()', () => {
  let source: string

  beforeEach(async () => {
    source = await mkdtemp(join(tmpdir(), 'nixproof-spec-'))
  })
  afterEach(() => rm(source, { recursive: true }))

  test('the container sees modes, links and times as they are, and root as the owner', async () => {
    await mkdir(join(source, 'src'))
    await chmod(join(source, 'src'), 0o770)
    await writeFile(join(source, 'src', 'run.sh'), '#!/bin/sh\necho it runs\n')
    await chmod(join(source, 'src', 'run.sh'), 0o755)
    await writeFile(join(source, 'secret'), '')
    await chmod(join(source, 'secret'), 0o600)
    await symlink('src/run.sh', join(source, 'run'))
    await symlink('nowhere', join(source, 'dangling'))
    const long = join('a'.repeat(120), 'ä ö')
    await mkdir(join(source, long), { recursive: true })

    await using container = await new NixContainer(inject('image')).withWorkspace(source).start()
    const { stdout } = await container.run([
      'stat',
      '--format=%a %U:%G %F %n',
      'src',
      'src/run.sh',
      'secret',
      'run',
      'dangling',
      long,
    ])
    expect(stdout.trimEnd().split('\n')).toEqual([
      '770 root:root directory src',
      '755 root:root regular file src/run.sh',
      '600 root:root regular empty file secret',
      '777 root:root symbolic link run',
      '777 root:root symbolic link dangling',
      `755 root:root directory ${long}`,
    ])
    expect((await container.run(['./run'])).stdout).toBe('it runs\n')
    const { stdout: time } = await container.run(['stat', '--format=%Y', 'secret'])
    expect(Number(time)).toBe(Math.floor((await stat(join(source, 'secret'))).mtimeMs / 1000))
  })

  test('links that nix-build made are left out, and files with their names are not', async () => {
    await symlink('/nix/store/hash-app', join(source, 'result'))
    await symlink('/nix/store/hash-app-dev', join(source, 'result-dev'))
    await symlink('/nix/store/hash-app', join(source, 'app'))
    await writeFile(join(source, 'result-notes'), '')
    await using container = await new NixContainer(inject('image')).withWorkspace(source).start()
    expect((await container.run(['ls'])).stdout).toBe('app\nresult-notes\n')
  })

  test('the host is not written to', async () => {
    await writeFile(join(source, 'kept'), 'as it was')
    await using container = await new NixContainer(inject('image')).withWorkspace(source).start()
    await container.run(['bash', '-c', 'echo changed >kept; touch new; ln -s /nix/store result'])
    expect((await container.run(['ls'])).stdout).toBe('kept\nnew\nresult\n')
    expect(await readdir(source)).toEqual(['kept'])
    expect((await stat(join(source, 'kept'))).size).toBe('as it was'.length)
  })

  test('it lies where it is told to, and commands run there', async () => {
    const second = join(source, 'second')
    await mkdir(second)
    await writeFile(join(second, 'b'), '')
    await using container = await new NixContainer(inject('image'))
      .withWorkspace(source, { target: '/home/steve/repos' })
      .withWorkspace(second, { target: '/srv/second/' })
      .start()
    expect((await container.run(['pwd'])).stdout).toBe('/home/steve/repos\n')
    expect((await container.run(['ls', '/srv/second', 'second'])).stdout).toContain('b\n')
    // Directories above it are made as mkdir makes them; those that exist stay as they are.
    const { stdout } = await container.run(['stat', '--format=%a', '/home', '/home/steve', '/tmp'])
    expect(stdout).toBe('755\n755\n1777\n')
  })

  test('start() rejects with WORKSPACE_NOT_FOUND for a directory that does not exist', async () => {
    const container = new NixContainer(inject('image')).withWorkspace(join(source, 'nowhere'))
    const error = await failure(container.start())
    expect([error.code, error.blame]).toEqual(['WORKSPACE_NOT_FOUND', 'call'])
  })
})
