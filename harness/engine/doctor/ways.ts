import { config } from '../../config.ts'
import { commandsFor } from '../advice.ts'
import { type Engine, isEngine, tryWays, type Tried } from '../find.ts'
import { refusal } from '../permission.ts'
import { readSystem } from '../system.ts'
import { listWays, surroundings } from '../ways.ts'
import type { DoctorCheck } from './check.ts'

/** Tries every way to an engine, also after one has led to it. */
export async function checkWays(): Promise<{ engine: Engine | undefined; check: DoctorCheck }> {
  const tried = await tryWays(listWays(surroundings(config)))
  const chosen = choose(tried)
  const details = tried.map((one) => `${one.way.name}: ${outcomeOf(one)}`)
  const data = {
    ways: tried.map((one) => {
      const { way, result } = one
      const reason = isEngine(result) ? undefined : result.reason
      return { way: way.name, onPurpose: way.onPurpose, chosen: one === chosen, reason }
    }),
  }
  if (chosen && isEngine(chosen.result)) {
    const found = `${chosen.way.name} answers`
    return { engine: chosen.result, check: { name: 'engine', state: 'ok', found, details, data } }
  }
  const missing = chosen ? notReached(chosen) : await notFound(tried)
  return { engine: undefined, check: { name: 'engine', ...missing, details, data } }
}

/** As `searchEngine()` does: what was set on purpose is not passed over. */
function choose(tried: readonly Tried[]): Tried | undefined {
  return tried.find(({ way }) => way.onPurpose) ?? tried.find(({ result }) => isEngine(result))
}

function outcomeOf({ result }: Tried): string {
  return isEngine(result) ? `answers, version ${result.version}` : result.reason
}

type Missing = Pick<DoctorCheck, 'state' | 'found' | 'next'>

function notReached({ way, result }: Tried): Missing {
  return {
    state: 'problem',
    found: `${way.name} is set and does not answer: ${outcomeOf({ way, result })}`,
    next: 'Start that engine, or unset what names it (DOCKER_HOST, DOCKER_CONTEXT)',
  }
}

async function notFound(tried: readonly Tried[]): Promise<Missing> {
  const system = readSystem(config.path)
  const why = await refusal(config.provision, system)
  if (why === undefined) {
    const what = system.hasDockerd ? 'start dockerd' : 'install docker.io and start dockerd'
    return { state: 'warning', found: 'None answers', next: `Nothing: a run will ${what}` }
  }
  const isDenied = tried.some(
    ({ result }) => 'reason' in result && /permission/.test(result.reason),
  )
  const commands = commandsFor(system, isDenied).join('; ')
  return { state: 'problem', found: `None answers. ${why}`, next: `Type: ${commands}` }
}
