import { NixContainer, type StartedNixContainer } from '../../harness/container/nix-container.ts'
import { openEgress, type Egress } from '../../harness/origin/egress.ts'
import type { Engine } from '../../harness/engine/find.ts'
import type { OriginResponse } from '../../harness/origin/origin.ts'
import { LOG_ARGS } from '../../harness/nix/log.ts'
import type { Fault } from './_fault.ts'

/** Containers in which faults of fixtures/broken are provoked, one after another. */
export interface Stage extends AsyncDisposable {
  /** The paths that containers asked `files.example.org` for, in order. */
  readonly asked: readonly string[]
  /** Resolves when it went well, which it should not. */
  provoke(fault: Fault, signal?: AbortSignal): Promise<unknown>
  /** What Nix writes of it with `--log-format internal-json`: errors, and what builders write. */
  log(fault: Fault): Promise<string>
}

/** Megabytes: enough for Nix to evaluate, and soon used up. */
const TIGHT_MEMORY = 300
const SMALL = 'size=16m,mode=755'

export async function openStage(engine: Engine, image: string, broken: string): Promise<Stage> {
  await using stack = new AsyncDisposableStack()
  const asked: string[] = []
  const egress = stack.use(await openFiles(engine, asked))
  const containers = await Promise.all(
    [
      new NixContainer(image).withEgress(egress),
      new NixContainer(image)
        .withTmpFs({ '/small': SMALL, '/nix/var/nix/builds': SMALL })
        .withResourcesQuota({ memory: TIGHT_MEMORY / 1024 }),
    ].map(async (container) => stack.use(await container.withWorkspace(broken).start())),
  )
  const [roomy, tight] = containers as [StartedNixContainer, StartedNixContainer]
  const end = stack.move()
  return {
    asked,
    async provoke({ name, first, around, build, launch, tight: isTight }, signal) {
      await using after = new AsyncDisposableStack()
      const container = isTight ? tight : roomy
      const where = { cwd: name, ...(signal && { signal }) }
      if (around) {
        await container.run(around[0])
        after.defer(async () => void (await container.run(around[1])))
      }
      if (first) await container.nixBuild({ ...first, ...where })
      const built = await container.nixBuild({ ...build, ...where })
      if (!launch) return built.stderr
      await using server = await container.launch(launch.argv, { ...launch.options, ...where })
      return server.url
    },
    async log({ name }) {
      const { stderr } = await roomy.run(['nix-build', ...LOG_ARGS], { cwd: name })
      return stderr
        .split('\n')
        .filter((line) => LOG.test(line))
        .join('\n')
    },
    [Symbol.asyncDispose]: () => end.disposeAsync(),
  }
}

/** What of a log says something: messages, builds, their lines and their ends, and downloads. */
const LOG = /^@nix .*(?:"action":"msg"|"type":10[125]\}|"action":"stop")|^[^@]/

/** What `files.example.org` answers, by the first part of a file's name. */
const ANSWERS: Readonly<Record<string, OriginResponse>> = {
  '/package': { status: 200, body: '{ }: "package"\n' },
  '/gone': { status: 404, body: 'Not found\n' },
  '/forbidden': { status: 403, body: 'Who are you?\n' },
  '/failing': { status: 500, body: 'That is our mistake\n' },
}

function openFiles(engine: Engine, asked: string[]): Promise<Egress> {
  const answer = ({ url }: { url: URL }): Promise<OriginResponse | undefined> => {
    asked.push(url.pathname)
    return Promise.resolve(ANSWERS[url.pathname.split('.')[0] ?? ''])
  }
  return openEgress(engine, [{ name: 'files.example.org', answer }])
}
