import { stripVTControlCharacters } from 'node:util'
import Docker from 'dockerode'
import { execa } from 'execa'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { nixproof } from './_cli.ts'
import { noScript, skipWhere } from './_needs.ts'
import { writeTutorial } from './_reader.ts'

const CLI = fileURLToPath(new URL('../harness/cli.ts', import.meta.url))
const docker = new Docker()
const kept: string[] = []

afterAll(async () => {
  for (const id of kept)
    await docker
      .getContainer(id)
      .remove({ force: true })
      .catch(() => {})
})

const TEXT = `
# Flavours

\`\`\`bash
mkdir -p deep && cd deep
export FLAVOUR="very sweet"
taste() { echo "It is $FLAVOUR in $PWD"; }
false
\`\`\`

Inside \`other.txt\`:

\`\`\`text
as it is
\`\`\`
`

describe('nixproof verify --keep', () => {
  test('leaves the container, and its command gets into the shell where a check failed', async () => {
    await using tutorial = await writeTutorial(TEXT, { 'other.txt': 'as it is\n' })
    const { exitCode, all } = await nixproof(['verify', tutorial.file, '--keep'])
    expect(exitCode).toBe(1)
    expect(all).toMatch(/README\.md:14:1|README\.md:13:1/) // What comes after is proved all the same.
    const [, directory, id, rc] =
      /docker exec -it -w (\S+) (\w+) bash --rcfile (\S+)$/m.exec(all) ?? []
    kept.push(id!)
    const container = docker.getContainer(id!)
    expect((await container.inspect()).State.Running).toBe(true)
    // What -it would do, without a terminal: -i has bash read the same file.
    const exec = await container.exec({
      Cmd: ['bash', '--rcfile', rc!, '-i', '-c', 'taste'],
      WorkingDir: directory!,
      AttachStdout: true,
      Tty: true,
    })
    const stream = await exec.start({ Tty: true })
    const said = await new Response(stream as never).text()
    expect(stripVTControlCharacters(said)).toContain('It is very sweet in /workspace/deep')
  })

  test('is not ended by other runs, and clean removes it', async () => {
    await using tutorial = await writeTutorial('```bash\ntrue\n```\n')
    const { exitCode, all } = await nixproof(['verify', tutorial.file, '--keep'])
    expect(exitCode).toBe(0)
    const id = /docker exec -it -w \S+ (\w+) /.exec(all)![1]!
    kept.push(id)
    await nixproof(['verify', tutorial.file])
    expect((await docker.getContainer(id).inspect()).State.Running).toBe(true)
    expect((await nixproof(['clean'])).all).toMatch(/Removed \d+ containers? that --keep had left/)
    await expect(docker.getContainer(id).inspect()).rejects.toMatchObject({ statusCode: 404 })
  })
})

describe('nixproof shell', () => {
  test('does what is above a line, and opens a shell there; its exit code is the shell’s', async (context) => {
    skipWhere(context, noScript)
    await using tutorial = await writeTutorial(TEXT)
    // The line of `false`: the commands above it are done.
    const command = `${process.execPath} ${CLI} shell ${tutorial.file} --at 8`
    const { stdout, exitCode } = await execa('script', ['-qec', command, '/dev/null'], {
      input: 'taste; exit 7\n',
      env: { NIXPROOF_RUN: undefined, SHELL: '/bin/sh' },
      reject: false,
    })
    expect(stripVTControlCharacters(stdout)).toContain('It is very sweet in /workspace/deep')
    expect(exitCode).toBe(7)
    const filters = { label: [`nixproof.tutorial=${tutorial.file}`] }
    expect(await docker.listContainers({ all: true, filters })).toEqual([])
  })

  test('without a terminal says what to do instead: 2', async () => {
    await using tutorial = await writeTutorial(TEXT)
    const { exitCode, all } = await nixproof(['shell', tutorial.file, '--at', '8'])
    expect(exitCode).toBe(2)
    expect(all).toContain('nixproof verify --keep')
  })
})
