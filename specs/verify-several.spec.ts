import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import Docker from 'dockerode'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { TUTORIAL_LABEL } from '../harness/tutorial/running/reader.ts'
import { nixproof } from './_cli.ts'

const BAD = '# Bad\n\n```console\n$ echo a\nb\n```\n\n<!-- nixproof skip: needs a window -->\n'
const FILES: Readonly<Record<string, string>> = {
  'docs/bad.md': `${BAD}\`\`\`bash\nfirefox\n\`\`\`\n\n\`\`\`bash\necho goes on\n\`\`\`\n`,
  'docs/good.md': '# Good\n\n```bash\nsleep 2\n```\n\n```console\n$ echo fine\nfine\n```\n',
  'docs/prose.md': '# Prose\n\nNo code.\n',
  'long/one.md': '```bash\nsleep 300\n```\n',
  'long/two.md': '```bash\nsleep 300\n```\n',
  'skipped.md': '<!-- nixproof { only-on: { variant: fetched } } -->\n```bash\ntrue\n```\n',
}

let dir: string
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'nixproof-several-'))
  for (const [name, text] of Object.entries(FILES)) {
    await mkdir(dirname(join(dir, name)), { recursive: true })
    await writeFile(join(dir, name), text)
  }
})
afterAll(() => rm(dir, { recursive: true, force: true }))

const verify = (...args: string[]) => nixproof(['verify', ...args], {}, dir)

async function containers(): Promise<Docker.ContainerInfo[]> {
  const filters = { label: [TUTORIAL_LABEL] }
  const all = await new Docker().listContainers({ all: true, filters })
  return all.filter(({ Labels }) => Labels[TUTORIAL_LABEL]?.startsWith(dir))
}

describe('nixproof verify of several tutorials', () => {
  test('goes on after one that fails, and writes every report: 1', async () => {
    const files = { junit: 'j.xml', json: 'r.json', markdown: 's.md', badge: 'b.svg', html: 'html' }
    const args = Object.entries(files).flatMap(([name, file]) => [
      '--reporter',
      name,
      '--output-file',
      `${name}=out/${file}`,
    ])
    const { exitCode, stdout, stderr } = await verify('docs', ...args)
    expect(stdout).toMatch(/^Not proved: 3 held, 1 did not, 1 not run \d+\.\d s$/m)
    expect(exitCode).toBe(1)
    expect(stderr).toMatch(/docs\/prose\.md: There is nothing to prove in the text/)
    // What is about one file stays together, whichever ends first.
    const order = [...stderr.matchAll(/^[✔✖↓] docs\/(\w+)\.md:/gm)].map(([, name]) => name)
    expect(order.filter((name, index) => name !== order[index - 1])).toHaveLength(2)
    expect(stderr).toMatch(
      /✖ docs\/bad\.md:3:1 {2}Bad .*\n.*\[DRIFT_OUTPUT\]\n.*\n\n.*\n.*\n {4}> 5 \| b\n/,
    )

    const read = (name: string): Promise<string> => readFile(join(dir, 'out', name), 'utf8')
    expect(await read('j.xml')).toMatch(/tests="5" failures="1"/)
    expect(JSON.parse(await read('r.json'))).toMatchObject({ numPassedTests: 3, numFailedTests: 1 })
    expect(await read('s.md')).toMatch(/\| `docs\/bad\.md:5:1` \| Bad > line 3 \| .*`DRIFT_OUTPUT`/)
    expect(await read('b.svg')).toContain('<title>nix tutorial: 1 of 4 failed</title>')
    const [, packed = ''] = /\("(H4sI[^"]+)"\)/.exec(await read('html/index.html')) ?? []
    expect(gunzipSync(Buffer.from(packed, 'base64')).toString()).toContain('[DRIFT_OUTPUT]')
    expect(await containers()).toEqual([])
  })

  test('has a report alone on standard output; its durations are those of vitest', async () => {
    const { exitCode, stdout, stderr } = await verify('docs/good.md', '--reporter', 'json')
    const { testResults } = JSON.parse(stdout) as {
      testResults: { assertionResults: { duration: number }[] }[]
    }
    expect(testResults[0]?.assertionResults[0]?.duration).toBeGreaterThan(2000)
    expect(stderr).toMatch(/^✔ docs\/good\.md:3:1 {2}Good {2}2\.\d s$/m)
    expect(stderr).toMatch(/^Proved: 2 held/m)
    expect(exitCode).toBe(0)
    const badge = await verify('docs', '--only', 'good', '--reporter', 'badge')
    expect(JSON.parse(badge.stdout)).toMatchObject({ message: '2 proved', color: 'brightgreen' })
  })

  test("shows what vitest's own reporters show, in place of nixproof's lines", async () => {
    const { stdout, stderr } = await verify('docs/bad.md', '--reporter', 'verbose')
    expect(stdout).toMatch(/× docs\/bad\.md:3 > Bad > line 3 /)
    expect(stderr).toMatch(/ ❯ docs\/bad\.md:5:1\n/)
    expect(stderr).not.toContain('✖')
  })

  test('refuses reporters that cannot be, before anything is set up: 2', async () => {
    const calls = [
      [['--reporter', 'jnit'], /Allowed choices are default, .*junit/],
      [['--reporter', 'blob'], /The reporter "blob" writes no standard output/],
      [['--output-file', 'x'], /No reporter writes the file/],
      [['--reporter', 'json', '--reporter', 'junit', '--output-file', 'x'], /Say which: .*json=x/],
      [['--reporter', 'json', '--reporter', 'tap'], /Two reporters write to standard output/],
    ] as const
    const results = await Promise.all(
      calls.map(async ([args, says]) => ({
        result: await verify('docs/good.md', ...args),
        says,
      })),
    )
    for (const { result, says } of results) {
      const { exitCode, stderr } = result
      expect(stderr).toMatch(says)
      expect(stderr).not.toContain('Engine:')
      expect(exitCode).toBe(2)
    }
  })

  test('proves nothing where every check is skipped: 2', async () => {
    const { exitCode, stderr } = await verify('skipped.md')
    expect(stderr).toMatch(/It is for variant fetched only[^]*\[NO_CHECKS\]/)
    expect(exitCode).toBe(2)
  })

  test('leaves nothing behind on SIGINT', async () => {
    const running = verify('long')
    await expect
      .poll(() => containers(), { timeout: 60_000, interval: 200 })
      .toHaveLength(Math.min(2, availableParallelism()))
    running.kill('SIGINT')
    const { exitCode, signal } = await running
    expect([exitCode, signal]).toEqual([undefined, 'SIGINT'])
    expect(await containers()).toEqual([])
  })

  test('blames the environment for a container that goes away, and goes on elsewhere: 3', async () => {
    const running = verify('long/one.md', 'docs/good.md', 'docs/bad.md')
    const named = async () =>
      (await containers()).filter(({ Labels }) => Labels[TUTORIAL_LABEL]?.endsWith('one.md'))
    await expect.poll(named, { timeout: 60_000, interval: 200 }).toHaveLength(1)
    await new Promise((resolve) => setTimeout(resolve, 1500))
    await new Docker().getContainer((await named())[0]!.Id).kill()
    const { exitCode, stdout, stderr } = await running
    expect(stderr).toMatch(
      /✖ long\/one\.md:1:1 .*\n.*The environment is missing .*CONTAINER_FAILED/,
    )
    expect(stdout).toMatch(/^Not proved: 3 held, 2 did not, 1 not run/m)
    expect(exitCode).toBe(3)
  })
})
