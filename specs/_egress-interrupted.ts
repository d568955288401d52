/** A program with a container that has a way out; it says its run and the socket's directory, and waits. */
import process from 'node:process'
import { config } from '../harness/config.ts'
import { useEngine } from '../harness/container/engine.ts'
import { NixContainer } from '../harness/container/nix-container.ts'
import { openEgress } from '../harness/origin/egress.ts'

const egress = await openEgress(await useEngine(), [], { reach: 'socket' })
await new NixContainer(process.argv[2] ?? '').withEgress(egress).start()
console.log(config.run, egress.socketDir)
setInterval(() => {}, 60_000)
