import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import supertest from 'supertest'
import { describe, expect, test } from 'vitest'
import { NixContainer } from '../harness/container/nix-container.ts'
import { ensureEngine } from '../harness/engine/ensure.ts'
import { EMBEDDED_NIX } from '../harness/image/debian/packages.ts'
import { embedded, tell } from './_support.ts'
import { openEgress } from '../harness/origin/egress.ts'

const TUTORIAL = fileURLToPath(new URL('../fixtures/sample-tutorial', import.meta.url))
const IMAGE_DEADLINE_MS = 300_000

// The image is made here where it is not on the engine yet, so this one file may take minutes.
describe('the embedded image', () => {
  test.for(EMBEDDED_NIX)(
    'of Nix %s builds and serves the sample app',
    { timeout: IMAGE_DEADLINE_MS },
    async (nix, { signal }) => {
      const image = await embedded(nix)
      await using container = await new NixContainer(image.reference)
        .withWorkspace(TUTORIAL)
        .start()
      const { stdout: version } = await container.run(['nix-build', '--version'])
      expect(version.trim()).toMatch(
        new RegExp(`^nix-build \\(Nix\\) ${nix.replace('.', '\\.')}\\.\\d+$`),
      )

      const cwd = '/workspace/sample-app-python'
      const { outPaths } = await container.nixBuild({ cwd, signal })
      expect(outPaths).toEqual([
        expect.stringMatching(/^\/nix\/store\/[a-z0-9]{32}-sample-app-python$/),
      ])
      const shell = await container.nixShell('python3 -c "import flask; print(flask.__name__)"', {
        cwd,
        signal,
      })
      expect(shell.stdout).toBe('flask\n')

      await using server = await container.launch(['./result/bin/sample-app-python'], {
        cwd,
        port: 5000,
        signal,
      })
      await supertest(server.url).get('/').expect(200, 'Hello world from Nix and Flask!')
    },
  )

  test.for(EMBEDDED_NIX)(
    'of Nix %s is under 400 MB',
    { timeout: IMAGE_DEADLINE_MS },
    async (nix) => {
      const image = await embedded(nix)
      const { docker } = await ensureEngine(tell)
      const { Size: size } = await docker.getImage(image.reference).inspect()
      expect(size).toBeLessThan(400e6)
    },
  )

  test.for(EMBEDDED_NIX)(
    'of Nix %s fetches through the proxy, itself and in a build',
    { timeout: IMAGE_DEADLINE_MS },
    async (nix) => {
      const image = await embedded(nix)
      const web = { name: 'a web', answer: async () => ({ status: 200, body: 'content' }) }
      await using egress = await openEgress(await ensureEngine(tell), [web])
      await using container = await new NixContainer(image.reference).withEgress(egress).start()
      const sha256 = createHash('sha256').update('content').digest('hex')
      for (const fetch of ['builtins.fetchurl', '(import <nixpkgs> { }).fetchurl']) {
        const call = `${fetch} { url = "https://web.test/${fetch.length}"; sha256 = "${sha256}"; }`
        const expression = `builtins.readFile (${call})`
        const argv = ['nix-instantiate', '--eval', '--read-write-mode', '-E', expression]
        expect((await container.run(argv)).stdout.trim()).toBe('"content"')
      }
      expect(egress.exchanges).toHaveLength(2)
    },
  )
})
