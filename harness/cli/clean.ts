import process from 'node:process'
import { Command } from 'commander'
import { config } from '../config.ts'
import type { Engine } from '../engine/find.ts'
import { NixproofError } from '../errors.ts'
import { bytes, count, deadText, keptText, list } from './_clean-report.ts'

export function cleanCommand(): Command {
  return new Command('clean')
    .description('Remove what killed runs have left; every start does so too')
    .option('--all', "also nixproof's images and caches, and what other machines left a day ago")
    .option('--yes', 'do not ask')
    .addHelpText('after', HELP)
    .action(async ({ all = false, yes = false }: { all?: boolean; yes?: boolean }) => {
      if (all && !yes) await askFirst()
      const said = await clean(all)
      process.stdout.write(`${said.length > 0 ? said.join('\n') : 'Nothing to remove'}\n`)
    })
}

const HELP = `
Only what nixproof made is removed: containers and networks that carry its label, its temporary
directories and, with --all, the images nixproof/*, its cache directory and the warm store (nixproof
cache). A run that is alive, or that another machine began on the same engine, keeps what it has.

Examples:
  nixproof clean
  nixproof clean --all --yes`

async function askFirst(): Promise<void> {
  const { terminalAsk } = await import('../engine/permission.ts')
  const ask = terminalAsk('no')
  if (!ask) {
    throw new NixproofError('USAGE', 'Nobody is there to ask whether all is to go', {
      wanted: '--all with --yes, or a terminal',
      found: '--all alone',
      next: 'Run: nixproof clean --all --yes',
    })
  }
  const yes = await ask(`Remove nixproof's images and ${config.cacheDir}?`)
  if (!yes) throw new NixproofError('USAGE', 'It was declined, and nothing is removed')
}

async function clean(all: boolean): Promise<string[]> {
  const [{ countLive, machineId }, { sweepDeadFiles }, { requireEngine }] = await Promise.all([
    import('../engine/lease.ts'),
    import('../engine/dead-runs.ts'),
    import('../engine/require.ts'),
  ])
  const machine = await machineId()
  const engine = await requireEngine().catch(async (error: unknown) => {
    // What needs no engine is done all the same.
    const directories = await sweepDeadFiles(machine)
    const done = deadText({ runs: 0, containers: 0, networks: 0, directories })
    if (done.length > 0) process.stdout.write(`${done.join('\n')}\n`)
    throw error
  })
  const { cleanRuns } = await import('../engine/clean.ts')
  const { dead, old, kept } = await cleanRuns(engine.docker, machine, all)
  const { removeKept } = await import('../engine/kept.ts')
  const left = await removeKept(engine.docker, machine)
  const said = [
    ...deadText(dead),
    ...(left > 0 ? [`Removed ${count(left, 'container')} that --keep had left`] : []),
    ...old.map(({ run }) => `Removed run ${run} of another machine, older than a day`),
    ...keptText(kept),
  ]
  if (!all) return said
  const live = await countLive()
  if (live === 0) return [...said, ...(await removeAll(engine))]
  const runs = live === 1 ? 'a run is alive and uses them' : `${live} runs are alive and use them`
  return [...said, `Kept images and caches: ${runs}`]
}

async function removeAll({ docker }: Engine): Promise<string[]> {
  const { clearWarm } = await import('../container/warm/inspect.ts')
  const warm = await clearWarm(docker)
  const { removeCaches, removeOwnImages } = await import('../image/remove.ts')
  const { removed, kept } = await removeOwnImages(docker)
  const size = await removeCaches()
  return [
    ...(warm === undefined ? [] : [`Removed the warm store: volume ${warm}`]),
    ...(removed.length > 0 ? [`Removed ${count(removed.length, 'image')}: ${list(removed)}`] : []),
    ...kept.map((reference) => `Kept image ${reference}: a container uses it`),
    ...(size > 0 ? [`Removed ${bytes(size)} of caches in ${config.cacheDir}`] : []),
  ]
}
