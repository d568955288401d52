import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import { describe, expect, test } from 'vitest'
import { nixproof } from './_cli.ts'
import { writeTutorial } from './_reader.ts'

const TEXT = `# Greets

Inside \`greet.ini\`:

\`\`\`ini
greeting = "hello"
\`\`\`

Run it:

\`\`\`console
$ cat greet.ini
greeting = "hi there"
$ echo two; echo three
two
three
\`\`\`
`
const MENDED = TEXT.replace('"hello"', '"hi"').replace('hi there', 'hi')
const FILES = { 'greet.ini': 'greeting = "hi"\n' }

async function git(cwd: string, ...args: readonly string[]): Promise<void> {
  const who = ['-c', 'user.name=A', '-c', 'user.email=a@example.org']
  await execa('git', [...who, ...args], { cwd, extendEnv: true })
}

describe('nixproof fix', () => {
  test('prints one diff that git takes, and writes nothing; what it makes of the text is proved', async () => {
    await using tutorial = await writeTutorial(TEXT, FILES)
    const cwd = tutorial.directory
    const { exitCode, stdout, stderr } = await nixproof(['fix', 'README.md'], {}, cwd)
    expect(exitCode).toBe(1)
    expect(stderr).toContain('README.md:6:1: The text shows "greet.ini", which reads otherwise')
    expect(stderr).toContain('README.md:13:1: "cat greet.ini" prints something else')
    expect(await readFile(tutorial.file, 'utf8')).toBe(TEXT)
    await git(cwd, 'init', '--quiet')
    await execa('git', ['apply'], { cwd, input: `${stdout}\n` })
    expect(await readFile(tutorial.file, 'utf8')).toBe(MENDED)
    const again = await nixproof(['fix', 'README.md'], {}, cwd)
    expect({ code: again.exitCode, diff: again.stdout }).toEqual({ code: 0, diff: '' })
  })

  test('mends the file where the text changed last, as git says', async () => {
    await using tutorial = await writeTutorial(TEXT, FILES)
    const cwd = tutorial.directory
    await git(cwd, 'init', '--quiet')
    await git(cwd, 'add', '.')
    await git(cwd, 'commit', '--quiet', '--message', 'One')
    await writeFile(tutorial.file, TEXT.replace('"hello"', '"good day"'))
    const { exitCode } = await nixproof(['fix', 'README.md', '--write'], {}, cwd)
    expect(await readFile(join(cwd, 'greet.ini'), 'utf8')).toBe('greeting = "good day"\n')
    // The output was that of the file before: a second round sees what the new one prints.
    expect(exitCode).toBe(0)
    await nixproof(['fix', 'README.md', '--write'], {}, cwd)
    expect((await nixproof(['verify', 'README.md'], {}, cwd)).exitCode).toBe(0)
  })

  test('--prefer chooses the side', async () => {
    await using tutorial = await writeTutorial(TEXT, FILES)
    const cwd = tutorial.directory
    await nixproof(['fix', 'README.md', '--write', '--prefer', 'file'], {}, cwd)
    expect(await readFile(join(cwd, 'greet.ini'), 'utf8')).toBe('greeting = "hello"\n')
  })

  test('leaves what it has no edit for, says so, and fails with its blame', async () => {
    await using tutorial = await writeTutorial('```bash\nfalse\n```\n')
    const { exitCode, stdout, stderr } = await nixproof(['fix', tutorial.file, '--write'])
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' })
    expect(stderr).toMatch(/README\.md:2:1: "false" failed .*: nothing mends it here/)
  })
})
