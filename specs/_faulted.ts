/**
 * A program that works while engine-faults.spec.ts breaks what it works with: it starts a container, says
 * which, runs a command in it, and says how that went.
 */
import process from 'node:process'
import { NixContainer } from '../harness/container/nix-container.ts'
import { NixproofError } from '../harness/errors.ts'

const [image = '', workspace = '', command = ''] = process.argv.slice(2)

function say(words: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${JSON.stringify(words)}\n`)
}

function sayError(error: unknown): void {
  if (!(error instanceof NixproofError)) throw error
  const { code, blame, message, details } = error
  say({ code, blame, message, next: details.next })
}

try {
  const prepared = new NixContainer(image).withResourcesQuota({ memory: 0.2 })
  if (workspace) prepared.withWorkspace(workspace)
  const container = await prepared.start()
  say({ container: container.getId() })
  const { exitCode } = await container.run(['bash', '-c', `echo begun; ${command}`], {
    onLine: ({ text }) => say({ line: text }),
  })
  say({ exitCode })
  await container.stop()
} catch (error) {
  sayError(error)
}
