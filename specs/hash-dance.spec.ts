import { readFile } from 'node:fs/promises'
import supertest from 'supertest'
import { expect, test } from 'vitest'
import { NixContainer, type StartedNixContainer } from '../harness/container/nix-container.ts'
import { EMBEDDED_NIX } from '../harness/image/debian/packages.ts'
import { FILE_PIN, HELLO, makeGreetings, TREE_PIN, TUTORIAL, wayOutTo } from './_greetings.ts'
import { embedded, failure } from './_support.ts'

test.for(EMBEDDED_NIX)(
  'the hash dance: empty hashes fail top down with what they are, and then it builds; Nix %s',
  { timeout: 300_000 },
  async (nix) => {
    const image = await embedded(nix)
    await using greetings = await makeGreetings()
    const { egress } = await wayOutTo(greetings, greetings.published)
    await using container = await new NixContainer(image.reference)
      .withEgress(egress)
      .withWorkspace(TUTORIAL)
      .start()
    let text = await readFile(`${TUTORIAL}/nixos/default.nix`, 'utf8')
    const write = (content: string) =>
      container.copyContentToContainer([{ content, target: '/workspace/nixos/default.nix' }])

    text = text.replace(FILE_PIN, '').replace(TREE_PIN, '')
    expect(text.match(/sha256 = ""/g)).toHaveLength(2)
    for (const [line, pin] of [
      [7, FILE_PIN],
      [16, TREE_PIN],
    ] as const) {
      await write(text)
      const error = await failure(container.nixBuild({ cwd: 'nixos' }))
      expect(error).toMatchObject({ code: 'HASH_PLACEHOLDER', blame: 'tutorial' })
      const got = error.details.mismatch?.got ?? ''
      expect(await sameHash(container, got, pin)).toBe(true)
      // The reader pastes what Nix says.
      expect(text.split('\n')[line - 1]).toContain('sha256 = ""')
      text = text.replace('sha256 = ""', `sha256 = "${got}"`)
    }
    await write(text)
    await container.nixBuild({ cwd: 'nixos' })
    await using server = await container.launch(['./result/bin/sample-app-python'], {
      cwd: 'nixos',
      port: 5000,
    })
    await supertest(server.url).get('/').expect(200, HELLO)
  },
)

/** In whatever notation: Nix 2.8 says `got:` in another one than 2.26. */
async function sameHash(
  container: StartedNixContainer,
  one: string,
  other: string,
): Promise<boolean> {
  const base16 = async (hash: string): Promise<string> => {
    const argv = ['nix', '--extra-experimental-features', 'nix-command', 'hash', 'to-base16']
    return (await container.run([...argv, '--type', 'sha256', hash])).stdout.trim()
  }
  const [first, second] = [await base16(one), await base16(other)]
  return first.length === 64 && first === second
}
