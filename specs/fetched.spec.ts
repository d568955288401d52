import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest'
import { NixContainer, type StartedNixContainer } from '../harness/container/nix-container.ts'
import { EMBEDDED_NIX } from '../harness/image/debian/packages.ts'
import { judgeFile } from '../harness/tutorial/judge-file.ts'
import type { WayOut } from '../harness/tutorial/way-out.ts'
import { nixproof } from './_cli.ts'
import {
  APP,
  FILE_PIN,
  HELLO,
  makeGreetings,
  TUTORIAL,
  wayOutTo,
  type Greetings,
} from './_greetings.ts'
import { writeFiles } from './_repository.ts'
import { failure } from './_support.ts'

let greetings: Greetings
beforeAll(async () => {
  greetings = await makeGreetings()
})
afterAll(() => greetings?.[Symbol.asyncDispose]())

const origin = (rev: string): string => `github:example-org/greetings=${greetings.path}@${rev}`
const verify = (rev: string, ...args: readonly string[]) =>
  nixproof(['verify', `${TUTORIAL}/README.plan.yaml`, '--origin', origin(rev), ...args])

async function start({ egress }: WayOut): Promise<StartedNixContainer> {
  const container = await new NixContainer(inject('image'))
    .withEgress(egress)
    .withWorkspace(TUTORIAL)
    .start()
  onTestFinished(async () => void (await container.stop()))
  return container
}

describe('the fetched variant', () => {
  test.for(EMBEDDED_NIX)(
    'is proved byte for byte where its pins hold: default.nix, and a configuration; Nix %s',
    { timeout: 300_000 },
    async (nix) => {
      const args = ['--image', 'embedded', '--nix', nix]
      const { exitCode, all } = await verify(greetings.published, ...args)
      expect(all).toMatch(/^Proved: 3 held/m)
      expect(exitCode).toBe(0)
    },
  )

  test('opens a shell in the source that is fetched', async () => {
    const container = await start(await wayOutTo(greetings, greetings.published))
    const url = 'https://github.com/example-org/greetings'
    const clone = await container.run(['git', 'clone', '--quiet', url, '/tmp/greetings'])
    expect(clone).toMatchObject({ exitCode: 0 })
    const command = 'python3 -c "import flask, sample_app_python.greeting as g; print(g.GREETING)"'
    const { stdout } = await container.nixShell(command, { cwd: `/tmp/greetings/${APP}` })
    expect(stdout.trim()).toBe(HELLO)
  })

  test('fails for the branch that has moved, and says which commit the pin is of', async () => {
    await greetings.commit({ [`${APP}/shell.nix`]: '{ }\n' }, 'Break the tutorial')
    const { exitCode, all } = await verify('main')
    expect(all).toContain('[PIN_STALE]')
    expect(all).toContain(`The hash fits commit ${greetings.published.slice(0, 12)}`)
    expect(all).toMatch(/README\.md:27:\d+$/m)
    expect(exitCode).toBe(1)
    expect((await verify(greetings.published)).exitCode).toBe(0)
  })
})

describe('a stale pin', () => {
  test('is what Nix stumbles over as well', async () => {
    await greetings.commit({ [`${APP}/default.nix`]: '{ }: { }\n' }, 'Move on')
    const container = await start(await wayOutTo(greetings, 'main'))
    const error = await failure(container.nixBuild({ cwd: 'nixos' }))
    expect(error).toMatchObject({ code: 'HASH_MISMATCH', blame: 'tutorial' })
    expect(error.details.mismatch).toMatchObject({ specified: FILE_PIN })
  })

  test('is found although the store has what it means', async ({ signal }) => {
    await greetings.commit({ [`${APP}/main.txt`]: 'more\n' }, 'Move on')
    const wayOut = await wayOutTo(greetings, 'main')
    const container = await start(wayOut)
    // As a store that is shared, or seeded: the right content is there before anybody fetches.
    const seed = await makeGreetings()
    onTestFinished(() => seed[Symbol.asyncDispose]())
    await seed.git('archive', '--output', `${seed.path}/source.tar`, seed.published)
    await container.copyFilesToContainer([
      { source: `${seed.path}/source.tar`, target: '/tmp/source.tar' },
      { source: `${seed.path}/${APP}/default.nix`, target: '/tmp/default.nix' },
    ])
    const script = `mkdir /tmp/source && tar -C /tmp/source -xf /tmp/source.tar
      nix-store --add-fixed --recursive sha256 /tmp/source
      nix-store --add-fixed sha256 /tmp/default.nix`
    expect((await container.run(['bash', '-c', script])).exitCode).toBe(0)
    // Nix asks nobody, and is content.
    await container.nixBuild({ cwd: 'nixos' })
    expect(wayOut.egress.exchanges).toEqual([])

    const judged = judgeFile(`${TUTORIAL}/nixos/default.nix`, wayOut.clones, signal)
    expect(await failure(judged)).toMatchObject({ code: 'PIN_STALE', blame: 'tutorial' })
  })
})

describe('what nothing answers', () => {
  test('fails the check with the URL: NO_ORIGIN where none was given, EGRESS_BLOCKED where none answers', async () => {
    const plan = `${greetings.path}/blocked.plan.yaml`
    await writeFiles(greetings.path, {
      'blocked.plan.yaml': `format: 1\ntutorial: ${TUTORIAL}/README.md\nworkspace: ${TUTORIAL}
checks: [{ name: builds, line: 1, steps: [{ do: build, cwd: nixos }] }]`,
    })
    const closed = await nixproof(['verify', plan])
    expect(closed.all).toMatch(
      /Nothing answers GET https:\/\/raw\.githubusercontent\.com\/example-org\/.*\[NO_ORIGIN\]/,
    )
    expect(closed.all).toContain('--origin github:example-org/greetings=PATH')
    expect(closed.exitCode).toBe(2)

    const other = `github:example-org/other=${greetings.path}@${greetings.published}`
    const elsewhere = await nixproof(['verify', plan, '--origin', other])
    expect(elsewhere.all).toMatch(
      /Nothing answers GET https:\/\/raw\.githubusercontent\.com\/example-org\/greetings\/.*\[EGRESS_BLOCKED\]/,
    )
    expect(elsewhere.exitCode).toBe(1)
  })

  test('is told with the nearest path, where the repository has it no more', async () => {
    await greetings.git('mv', APP, 'flask/app')
    await greetings.commit({}, 'Rename the app')
    const plan = `${greetings.path}/moved.plan.yaml`
    await writeFiles(greetings.path, {
      'moved.plan.yaml': `format: 1\ntutorial: ${TUTORIAL}/README.md\nworkspace: ${TUTORIAL}
checks: [{ name: builds, line: 1, steps: [{ do: build, cwd: nixos }] }]`,
    })
    const { exitCode, all } = await nixproof(['verify', plan, '--origin', origin('main')])
    expect(all).toContain('[URL_NOT_FOUND]')
    expect(all).toContain('It was renamed: write "flask/app/default.nix"')
    expect(exitCode).toBe(1)
  })
})
