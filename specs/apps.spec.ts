import supertest from 'supertest'
import { expect, test } from 'vitest'
import { NixContainer } from '../harness/container/nix-container.ts'
import { EMBEDDED_NIX } from '../harness/image/debian/packages.ts'
import { embedded, fixture } from './_support.ts'

/** What each app of `fixtures/apps` answers, on 127.0.0.1:8080. */
const APPS = {
  c: { program: 'hello-c', greeting: 'Hello from C and Nix, version 1.0.0!' },
  cpp: { program: 'hello-cpp', greeting: 'Hello from C++, CMake and zlib!' },
  shell: { program: 'hello-shell', greeting: 'Hello from a wrapped shell script!\n' },
}
const CASES = EMBEDDED_NIX.flatMap((nix) =>
  Object.entries(APPS).map(([name, app]) => ({ nix, name, ...app })),
)

test.for(CASES)(
  'nixBuild() and launch() prove the $name app on Nix $nix',
  { timeout: 300_000 },
  async ({ nix, name, program, greeting }, { signal }) => {
    const image = await embedded(nix)
    await using container = await new NixContainer(image.reference)
      .withWorkspace(fixture(`apps/${name}`))
      .start()
    const { outPaths } = await container.nixBuild({ signal })
    expect(outPaths[0]).toMatch(new RegExp(`^/nix/store/[a-z0-9]{32}-${program}`))

    await using server = await container.launch([`./result/bin/${program}`], { port: 8080, signal })
    const { status, text } = await supertest(server.url).get('/')
    expect({ status, text }).toEqual({ status: 200, text: greeting })
  },
)
