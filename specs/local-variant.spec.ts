import { readFile } from 'node:fs/promises'
import supertest from 'supertest'
import { expect, test } from 'vitest'
import { NixContainer } from '../harness/container/nix-container.ts'
import { EMBEDDED_NIX } from '../harness/image/debian/packages.ts'
import { APP, HELLO, TUTORIAL } from './_greetings.ts'
import { embedded, fixture } from './_support.ts'

test.for(EMBEDDED_NIX)(
  'the local variant is proved at the absolute path that its text names; Nix %s',
  { timeout: 300_000 },
  async (nix) => {
    const image = await embedded(nix)
    const home = '/home/ada/src/greetings'
    await using container = await new NixContainer(image.reference)
      .withWorkspace(fixture('sample-tutorial/sample-app-python'), { target: `${home}/${APP}` })
      .withWorkspace(`${TUTORIAL}/nixos-local`, { target: `${home}/nixos` })
      .start()
    await container.nixBuild({ cwd: `${home}/nixos` })
    const argv = ['./result/bin/sample-app-python']
    await using server = await container.launch(argv, { cwd: `${home}/nixos`, port: 5000 })
    await supertest(server.url).get('/').expect(200, HELLO)
    await server.stop()

    const tutorial = await readFile(`${TUTORIAL}/README.md`, 'utf8')
    const text = [...tutorial.matchAll(/^```nix\n([\s\S]*?)^```$/gm)][1]?.[1] ?? ''
    expect(text).toContain(`path = ${home}`)
    await container.nixosRebuild('switch', { fragments: [{ text }] })
    await using installed = await container.launch(['sample-app-python'], { port: 5000 })
    await supertest(installed.url).get('/').expect(200, HELLO)
  },
)
