import supertest from 'supertest'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { NixContainer, type StartedNixContainer } from '../harness/container/nix-container.ts'
import { failure, fixture, processes, PYTHON } from './_support.ts'

/** Says a word to each request, and logs it. */
const serve = (port: number, word = 'hello', address = '127.0.0.1'): string =>
  `${PYTHON} -c '
import http.server
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers(); self.wfile.write(b"${word}")
http.server.HTTPServer(("${address}", ${port}), Handler).serve_forever()'`

describe('type() of a server', () => {
  let container: StartedNixContainer

  beforeAll(async () => {
    container = await new NixContainer(inject('image'))
      .withWorkspace(fixture('sample-tutorial'))
      .start()
  })
  afterAll(() => container.stop())

  test('type() resolves when it listens, and the next command ends it', async () => {
    await using shell = await container.openShell()
    await shell.type('word=hi')
    const { server, exitCode, timedOut } = await shell.type(serve(5000), { mayServe: true })
    expect([exitCode, timedOut]).toEqual([null, false])
    expect(server).toMatchObject({ port: 5000, address: '127.0.0.1' })
    await supertest(server!.url).get('/there').expect(200, 'hello')
    expect(server!.output().stderr).toContain('"GET /there HTTP/1.1" 200')
    expect((await shell.type('echo "$word"')).stdout).toBe('hi\n')
    await expect(server!.exited).resolves.toMatchObject({ signal: 2 })
    expect((await processes(container)).filter((line) => line.includes(PYTHON))).toEqual([])
    // The port is free again.
    const { server: again } = await shell.type(serve(5000, 'again'), { mayServe: [5000] })
    await supertest(again!.url).get('/').expect(200, 'again')
    await shell.interrupt()
    expect((await shell.type('echo $?')).stdout).toBe('130\n')
  })

  test('type() takes a command for what it is when it ends', async () => {
    await using shell = await container.openShell()
    const result = await shell.type('echo built; exit_code() { return 3; }; exit_code', {
      mayServe: true,
    })
    expect(result).toMatchObject({ exitCode: 3, stdout: 'built\n' })
    expect(result.server).toBeUndefined()
    const slow = await shell.type('sleep 500', { mayServe: true, timeoutMs: 1000 })
    expect(slow).toMatchObject({ timedOut: true, exitCode: null })
    expect(slow.server).toBeUndefined()
  })

  test('type() leaves a server that was put into the background', async () => {
    await using shell = await container.openShell()
    const { server, exitCode } = await shell.type(`${serve(5001)} &`, { mayServe: true })
    expect(exitCode).toBe(0)
    expect((await shell.type('jobs')).stdout).toContain('Running')
    await supertest(server!.url).get('/').expect(200, 'hello')
    await server!.stop()
    await server!.exited
    expect((await shell.type('jobs')).stdout).toContain('Terminated')
    expect((await shell.type(`sleep 1 &`, { mayServe: true })).server).toBeUndefined()
  })

  test('type() tells its server from those that are there already, and beside it', async () => {
    await using shell = await container.openShell()
    await using beside = await container.openShell()
    await using first = await container.launch(['bash', '-c', serve(5002, 'first')])
    const delayed = beside.type(`sleep 1; ${serve(5003, 'beside')}`, { mayServe: true })
    const late = await shell.type(`sleep 2; ${serve(5004, 'own', '0.0.0.0')}`, { mayServe: true })
    await supertest(first.url).get('/').expect(200, 'first')
    await supertest((await delayed).server!.url)
      .get('/')
      .expect(200, 'beside')
    await supertest(late.server!.url).get('/').expect(200, 'own')
    expect(late.server).toMatchObject({ port: 5004, address: '0.0.0.0' })
  })

  test('type() finds the server of an app that Nix built, in a shell in a shell', async () => {
    await using shell = await container.openShell({ cwd: 'sample-app-python' })
    expect(await shell.type('nix-build')).toMatchObject({ exitCode: 0 })
    const options = { mayServe: true, timeoutMs: 60_000 }
    const { server } = await shell.type('./result/bin/sample-app-python', options)
    await supertest(server!.url).get('/').expect(200, 'Hello world from Nix and Flask!')
    expect(server!.port).toBe(5000)
    await using inner = await shell.open('nix-shell')
    const flask = await inner.type('python3 -m flask --app sample_app_python.main run', options)
    await supertest(flask.server!.url).get('/').expect(200, 'Hello world from Nix and Flask!')
    await inner.close()
    expect((await processes(container)).filter((line) => line.includes('flask'))).toEqual([])
    expect((await shell.type('pwd')).stdout).toBe('/workspace/sample-app-python\n')
  })

  test('type() rejects at an abort, and nothing of the server is left', async () => {
    await using shell = await container.openShell()
    const typing = shell.type(`sleep 500; ${serve(5005)}`, {
      mayServe: true,
      signal: AbortSignal.timeout(500),
    })
    await expect(typing).rejects.toMatchObject({ name: 'TimeoutError' })
    expect((await processes(container)).filter((line) => line.includes('sleep'))).toEqual([])
  })

  test('stop() of the container ends shells and servers', async () => {
    const brief = await new NixContainer(inject('image')).start()
    await using shell = await brief.openShell()
    const { server } = await shell.type(serve(5006), { mayServe: true })
    await brief.stop()
    await expect(fetch(server!.url)).rejects.toThrow('fetch failed')
    expect((await failure(shell.type('true'))).blame).not.toBe('tutorial')
  })
})
