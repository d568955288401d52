/** A program for another engine than that of the specs: it does what its argument says, and tells how that went. */
import process from 'node:process'
import { NixContainer } from '../harness/container/nix-container.ts'
import { NixproofError } from '../harness/errors.ts'
import { PYTHON } from './_support.ts'

const [image = '', disk = '', workspace = '', command = ''] = process.argv.slice(2)

async function start(): Promise<Awaited<ReturnType<NixContainer['start']>>> {
  const prepared = new NixContainer(image)
  if (disk) prepared.withResourcesQuota({ disk: Number(disk) })
  if (workspace) prepared.withWorkspace(workspace)
  return prepared.start()
}

const told: Record<string, unknown> = {}
try {
  const starts: number[] = []
  for (let round = 0; round < 2; round += 1) {
    const startedAt = performance.now()
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await using container = await start()
    starts.push(Math.round(performance.now() - startedAt))
    told['diskQuota'] = container.diskQuota
  }
  told['starts'] = starts
  await using container = await start()
  const serve = [PYTHON, '-m', 'http.server', '--bind', '::', '8000']
  await using server = await container.launch(serve, { port: 8000 })
  told['status'] = (await fetch(server.url)).status
  const addresses = await container.run(['cat', '/proc/net/if_inet6'])
  told['ipv6'] = addresses.stdout.trim().split('\n').filter(Boolean).length
  if (command) {
    const body = `with import <nixpkgs> { }; runCommand "large" { } ${JSON.stringify(command)}`
    await container.nixBuild({ args: ['-E', body, '--no-out-link'] })
  }
} catch (error) {
  if (!(error instanceof NixproofError)) throw error
  const { code, blame, details, message } = error
  Object.assign(told, { code, blame, next: details.next, message })
}
process.stdout.write(JSON.stringify(told), () => process.exit())
