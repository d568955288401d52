import { readFileSync } from 'node:fs'
import supertest from 'supertest'
import { describe, expect, inject, onTestFinished, test } from 'vitest'
import { NixContainer } from '../harness/container/nix-container.ts'
import { EMBEDDED_NIX } from '../harness/image/debian/packages.ts'
import type { Fragment } from '../harness/nix/configuration.ts'
import { findAltered } from '../harness/tutorial/altered.ts'
import { readPlan } from '../harness/tutorial/read-plan.ts'
import { Session } from '../harness/tutorial/run.ts'
import { embedded, fixture } from './_support.ts'

const IMAGE_DEADLINE_MS = 300_000
const TUTORIAL = readFileSync(fixture('nixos/README.md'), 'utf8')
const TARGET = '/home/steve/repos/tutorial'

/** The blocks of the tutorial, byte for byte, and the lines on which they begin. */
const FRAGMENTS: readonly Required<Fragment>[] = [
  ...TUTORIAL.matchAll(/^```nix\n([\s\S]*?)^```$/gm),
].map(({ 1: text = '', index }) => ({
  text,
  file: 'README.md',
  line: TUTORIAL.slice(0, index).split('\n').length + 1,
}))

const withTutorial = (image: string): NixContainer =>
  new NixContainer(image).withWorkspace(fixture('sample-tutorial'), { target: TARGET })

describe('the fragments of a tutorial', () => {
  test.for(EMBEDDED_NIX)(
    'become a system on Nix %s, whose app is started by name and says hello',
    { timeout: IMAGE_DEADLINE_MS },
    async (nix, { signal }) => {
      const image = await embedded(nix)
      expect(FRAGMENTS.map(({ line }) => line)).toEqual([8, 27])

      await using container = await withTutorial(image.reference).start()
      const { system, stderr } = await container.nixosRebuild('switch', {
        fragments: FRAGMENTS,
        signal,
      })
      expect(system).toMatch(/^\/nix\/store\/[a-z0-9]{32}-nixos-system-nixos-24\.11/)
      expect(
        stderr.match(/boot loader, kernel, services and users stay as they are/g),
      ).toHaveLength(1)
      const { stdout } = await container.run(['readlink', '-e', '/run/current-system'])
      expect(stdout.trim()).toBe(system)

      await using server = await container.launch(['sample-app-python'], { port: 5000, signal })
      await supertest(server.url).get('/').expect(200, 'Hello world from Nix and Flask!')
    },
  )

  test('are a step of a plan, after which the app is launched by name', async ({ signal }) => {
    const plan = readPlan(readFileSync(fixture('nixos/README.plan.yaml'), 'utf8'), 'plan.yaml')
    expect(findAltered(plan, TUTORIAL)).toBeUndefined()
    const session = await Session.open({
      image: inject('image'),
      plan,
      file: fixture('nixos/README.plan.yaml'),
    })
    onTestFinished(() => session.close())
    expect(await session.check(0, signal)).toMatchObject({
      held: true,
      notes: [
        expect.stringMatching(/-nixos-system-/),
        expect.stringMatching(/^pid/),
        expect.stringMatching(/^GET \/: 200/),
      ],
    })
  })
})
