/** A program that is interrupted in the middle of its work; cleanup.spec.ts starts it. */
import process from 'node:process'
import { config } from '../harness/config.ts'
import { NixContainer } from '../harness/container/nix-container.ts'

const container = await new NixContainer(String(process.argv[2])).start()
console.log(config.run)
await container.run(['sleep', '600'])
