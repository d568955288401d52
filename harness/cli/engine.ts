import process from 'node:process'
import { Command } from 'commander'
import { Progress } from './_progress.ts'

export function engineCommand(): Command {
  const start = new Command('start')
    .description('find an engine, or install and start one: what every run does first')
    .action(async () => {
      using progress = new Progress()
      const { ensureEngine } = await import('../engine/ensure.ts')
      const { host, foundBy, version } = await ensureEngine(progress.begin)
      progress.done(`Engine: ${version}, found by ${foundBy}`)
      process.stdout.write(`${host}\n`)
    })

  const stop = new Command('stop')
    .description('stop the engine that nixproof started, and only that one')
    .action(async () => {
      using progress = new Progress()
      progress.begin('Stopping dockerd')
      const { DOCKERD_SETTINGS } = await import('../engine/dockerd-settings.ts')
      const { stopDockerd } = await import('../engine/stop.ts')
      const pid = await stopDockerd(DOCKERD_SETTINGS)
      progress.done(
        pid === undefined
          ? 'No dockerd runs that nixproof started'
          : `Stopped the dockerd that nixproof started (pid ${pid})`,
      )
    })

  return new Command('engine')
    .description('The container engine that nixproof uses')
    .addCommand(start)
    .addCommand(stop)
}
