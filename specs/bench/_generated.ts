import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Of each generated tutorial: a file that is held against the reader's, Nix, and a command. */
export const CHECKS = 3

/** So many tutorials that differ, each in a directory of its own, with checks that run in a container. */
export async function writeTutorials(directory: string, count: number): Promise<void> {
  for (let index = 0; index < count; index++) {
    const folder = join(directory, `tutorial-${String(index).padStart(4, '0')}`)
    await mkdir(folder, { recursive: true })
    const greeting = `{ name }: "Hello, \${name}, from ${index}"\n`
    await writeFile(join(folder, 'greet.nix'), greeting)
    await writeFile(join(folder, 'README.md'), textOf(index, greeting))
  }
}

function textOf(index: number, greeting: string): string {
  return `# Tutorial ${index}

The file \`greet.nix\` greets:

${fence('nix', greeting)}

Evaluate it:

${fence('console', `$ nix-instantiate --eval --expr 'import ./greet.nix { name = "reader"; }'\n"Hello, reader, from ${index}"\n`)}

Count its lines:

${fence('console', `$ wc -l greet.nix\n1 greet.nix\n`)}
`
}

function fence(language: string, code: string): string {
  return ['```', language, '\n', code, '```'].join('')
}
