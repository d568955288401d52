import { describe, expect, inject, test } from 'vitest'
import { NixContainer, type StartedNixContainer } from '../harness/container/nix-container.ts'
import { failure, fixture, processes } from './_support.ts'

const APP = ['./result/bin/sample-app-python']

function start(name: string): Promise<StartedNixContainer> {
  return new NixContainer(inject('image')).withWorkspace(fixture(`broken/${name}`)).start()
}

describe('broken twins of the sample app, in nixBuild()', () => {
  test('nix-syntax-error is NIX_SYNTAX, with the place', async () => {
    await using container = await start('nix-syntax-error')
    const error = await failure(container.nixBuild())
    expect([error.code, error.blame]).toEqual(['NIX_SYNTAX', 'tutorial'])
    expect(error.details.place).toEqual({ file: 'default.nix', line: 8, column: 7 })
    expect(error.details.result).toMatchObject({ command: ['nix-build'], exitCode: 1 })
  })

  test('missing-attribute is NIX_ATTRIBUTE_MISSING, with the place and what was meant', async () => {
    await using container = await start('missing-attribute')
    const error = await failure(container.nixBuild())
    expect([error.code, error.blame]).toEqual(['NIX_ATTRIBUTE_MISSING', 'tutorial'])
    expect(error.details.place).toEqual({ file: 'default.nix', line: 14, column: 40 })
    expect(error.summary).toContain('"adress"')
    expect(error.details.next).toContain('"address"')
  })

  test('failing-build is BUILDER_FAILED, with the last words of the builder', async () => {
    await using container = await start('failing-build')
    const error = await failure(container.nixBuild())
    expect([error.code, error.blame]).toEqual(['BUILDER_FAILED', 'tutorial'])
    expect(error.summary).toContain('"sample-app-python" failed with exit code 1')
    expect(error.details.found).toContain('installing the app')
    expect(error.details.found).toContain("cannot stat 'app.py'")
  })
})

describe('broken twins of the sample app, in launch()', () => {
  test('no-flask is PYTHON_MODULE_MISSING, with the module', async () => {
    await using container = await start('no-flask')
    await container.nixBuild()
    const error = await failure(container.launch(APP))
    expect([error.code, error.blame]).toEqual(['PYTHON_MODULE_MISSING', 'tutorial'])
    expect(error.summary).toContain('"flask"')
  })

  test('app-exits is SERVER_EXITED, with exit code and last words', async () => {
    await using container = await start('app-exits')
    await container.nixBuild()
    const error = await failure(container.launch(APP))
    expect([error.code, error.blame]).toEqual(['SERVER_EXITED', 'tutorial'])
    expect(error.details.result?.exitCode).toBe(3)
    expect(error.details.found).toBe('The settings are missing')
  })

  test('app-never-listens is SERVER_NOT_LISTENING, and nothing of it is left', async () => {
    await using container = await start('app-never-listens')
    await container.nixBuild()
    const error = await failure(container.launch(APP, { port: 5000, timeoutMs: 4000 }))
    expect([error.code, error.blame]).toEqual(['SERVER_NOT_LISTENING', 'tutorial'])
    expect(error.details.found).toContain('Waiting for better times')
    expect(await processes(container)).toEqual([])
  })

  test('a server on another port is SERVER_NOT_LISTENING, with the port that it is on', async () => {
    await using container = await start('port-taken')
    await container.nixBuild()
    const error = await failure(
      container.launch(['./result-2/bin/other'], { port: 5001, timeoutMs: 4000 }),
    )
    expect(error.code).toBe('SERVER_NOT_LISTENING')
    expect(error.details.found).toContain('127.0.0.1:5000')
  })

  test('port-taken is PORT_TAKEN with the holder, whether or not the port was asked for', async () => {
    await using container = await start('port-taken')
    await container.nixBuild()
    await using other = await container.launch(['./result-2/bin/other'])
    for (const options of [{}, { port: 5000 }]) {
      const error = await failure(container.launch(APP, options))
      expect([error.code, error.blame]).toEqual(['PORT_TAKEN', 'tutorial'])
      expect(error.summary).toContain('5000')
      expect(error.details.found).toContain(`http.server 5000 --bind 127.0.0.1 (pid ${other.pid})`)
    }
    expect((await fetch(other.url)).status).toBe(200)
  })
})
