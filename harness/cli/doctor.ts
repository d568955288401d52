import process from 'node:process'
import { Command } from 'commander'
import { EXIT_CODES } from '../errors.ts'
import type { DoctorCheck } from '../engine/doctor/check.ts'
import type { Engine } from '../engine/find.ts'
import { doctorText } from './_doctor-text.ts'

/** To be raised when something in the JSON is renamed, removed, or means something else. */
const FORMAT = 1

export function doctorCommand(setExitCode: (code: number) => void): Command {
  return new Command('doctor')
    .description('Look at all that a run depends on, and say what to do; nothing is changed')
    .option('--json', 'print it as JSON, for programs')
    .addHelpText('after', HELP)
    .action(async ({ json = false }: { json?: boolean }) => {
      const checks = await examine()
      const able = !checks.some(({ state }) => state === 'problem')
      const exitCode = able ? 0 : EXIT_CODES.environment
      const text = json
        ? JSON.stringify({ format: FORMAT, exitCode, checks }, null, 2)
        : doctorText(checks, able)
      process.stdout.write(`${text}\n`)
      setExitCode(exitCode)
    })
}

const HELP = `
Exit codes: 0 when "nixproof verify" can run, 3 when it cannot.

Examples:
  nixproof doctor
  nixproof doctor --json`

async function examine(): Promise<DoctorCheck[]> {
  const [{ checkMachine }, { checkWays }, { checkLeftovers }] = await Promise.all([
    import('../engine/doctor/machine.ts'),
    import('../engine/doctor/ways.ts'),
    import('../engine/doctor/leftovers.ts'),
  ])
  const [machine, { engine, check }] = await Promise.all([checkMachine(), checkWays()])
  const leftovers = await checkLeftovers(engine?.docker).catch(unanswered('leftovers'))
  const found = engine ? await examineEngine(engine).catch(unanswered('answers')) : []
  return [...machine, check, found, leftovers].flat()
}

/** An engine that answers who it is may still fail at everything else. */
function unanswered(name: string): (error: Error) => DoctorCheck {
  return ({ message }) => ({
    name,
    state: 'problem',
    found: `The engine does not answer as it should: ${message.trim()}`,
    next: 'Restart the engine, and look at its log',
  })
}

async function examineEngine(engine: Engine): Promise<DoctorCheck[]> {
  const { docker, host } = engine
  const [{ checkInfo, readInfo }, { checkImages }, { checkRoom }, lifetime] = await Promise.all([
    import('../engine/doctor/info.ts'),
    import('../image/doctor/images.ts'),
    import('../image/doctor/room.ts'),
    import('../engine/lifetime.ts'),
  ])
  // One short-lived container is started: not even that may be left.
  lifetime.sweepOnExit(host)
  const info = await readInfo(engine)
  const { check, reference } = await checkImages(docker)
  const room = await checkRoom(docker, reference, info)
  await lifetime.endRun(docker)
  return [...checkInfo(engine, info), check, ...room]
}
