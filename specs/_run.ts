/**
 * A run that leases.spec.ts starts: it makes a container, a network and a temporary directory, says
 * what they are, and stays until it is ended.
 */
import { rmSync } from 'node:fs'
import process from 'node:process'
import { config } from '../harness/config.ts'
import { useEngine } from '../harness/container/engine.ts'
import { NixContainer } from '../harness/container/nix-container.ts'
import { endRun, runLabels } from '../harness/engine/lifetime.ts'
import { openTempDir } from '../harness/engine/temp-dir.ts'

const engine = await useEngine()
await new NixContainer(String(process.argv[2])).withAutoCleanup(false).start()
const Labels = await runLabels()
await engine.docker.createNetwork({ Name: config.run, Internal: true, Labels })
const { path: directory } = await openTempDir('spec')
console.log(JSON.stringify({ run: config.run, directory }))
process.stdin.resume().once('end', () => {
  rmSync(directory, { recursive: true })
  void endRun(engine.docker).then((ended) => console.log(JSON.stringify(ended)))
})
