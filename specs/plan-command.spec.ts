import { stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { expect, test } from 'vitest'
import { writeTutorial } from './_reader.ts'

const CLI = fileURLToPath(new URL('../harness/cli.ts', import.meta.url))

test('nixproof plan writes all of it into a pipe that is read late', async () => {
  const block = '```bash\necho one\n```\n\n'
  await using tutorial = await writeTutorial(`# Long\n\n${block.repeat(3000)}`)
  const cwd = tutorial.directory
  await writeFile(join(cwd, 'run.sh'), '"$1" "$2" plan README.md | { sleep 2; wc -c; }\n')
  await execa(process.execPath, [CLI, 'plan', 'README.md'], {
    cwd,
    stdout: { file: join(cwd, 'whole') },
  })
  const { size } = await stat(join(cwd, 'whole'))
  expect(size).toBeGreaterThan(100_000)
  const { stdout } = await execa('sh', ['run.sh', process.execPath, CLI], { cwd })
  expect(Number(stdout)).toBe(size)
})
