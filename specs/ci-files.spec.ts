import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { makeRepository, type TestRepository } from './_repository.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const CONFIG = {
  tutorials: ['docs'],
  axes: { nix: ['2.26'], sandbox: [false, true] },
}

let repository: TestRepository
let temp: string
beforeAll(async () => {
  repository = await makeRepository({
    'docs/good.md': '```console\n$ echo fine\nfine\n```\n',
    'docs/bad.md': '```console\n$ echo fine\nbad\n```\n',
    'nixproof.config.json': JSON.stringify(CONFIG),
    // Ours is not on a registry.
    npx: { run: `#!/bin/sh\nshift\nexec node ${ROOT}harness/cli.ts "$@"\n` },
    '.gitignore': 'blobs\nout\nreport\n',
  })
  temp = join(repository.path, 'out')
  mkdirSync(temp)
})
afterAll(() => repository[Symbol.asyncDispose]())

interface Action {
  readonly inputs: Record<string, { readonly default?: string }>
  readonly runs: { readonly steps: readonly Step[] }
}

interface Step {
  readonly id?: string
  readonly run?: string
  readonly env?: Record<string, string>
}

/** Runs a step of action.yml as GitHub does; uploads and downloads are the same directory. */
async function act(id: string, inputs: Record<string, string> = {}) {
  const action = parse(readFileSync(join(ROOT, 'action.yml'), 'utf8')) as Action
  const step = action.runs.steps.find((one) => one.id === id)!
  const valueOf = (text: string): string =>
    text.replaceAll(/\$\{\{ inputs\.([\w-]+) \}\}/g, (_, name: string) => {
      const value = inputs[name] ?? action.inputs[name]?.default
      if (value === undefined) throw new Error(`action.yml has no input "${name}"`)
      return value
    })
  const files = { GITHUB_OUTPUT: join(temp, 'output'), GITHUB_STEP_SUMMARY: join(temp, 'summary') }
  const env = Object.entries(step.env ?? {}).map(([name, text]) => [name, valueOf(text)])
  const own = { GITHUB_ACTION_PATH: ROOT, RUNNER_TEMP: temp }
  return shell(step.run!, { ...Object.fromEntries(env), ...files, ...own })
}

describe('CI files', () => {
  test('action.yml lists cells, proves each on its machine, and reports them as one', async () => {
    expect((await act('list')).exitCode).toBe(0)
    const [, json = ''] = /^cells=(.*)$/m.exec(readFileSync(join(temp, 'output'), 'utf8')) ?? []
    const { include } = JSON.parse(json) as { include: { name: string }[] }
    expect(include).toHaveLength(2)
    for (const [index, { name }] of include.entries()) {
      const part = { 'job-index': `${index}`, 'job-total': `${include.length}` }
      const { exitCode, stderr } = await act('matrix', part)
      expect(exitCode).toBe(1)
      // A job is called by its cell, and proves that one alone.
      const cells = [...stderr.matchAll(/^[✔✖] (nix=\S+)/gm)].map(([, cell]) => cell)
      expect(new Set(cells)).toEqual(new Set([name]))
    }
    const { exitCode, stdout } = await act('merge')
    expect(exitCode).toBe(1)
    expect(stdout).toMatch(
      /^::error file=docs\/bad\.md,title=\[nix=2\.26|^::error file=\/.*bad\.md/m,
    )
    expect(readFileSync(join(temp, 'summary'), 'utf8')).toMatch(/2 proved, 2 failed/)
    expect(readFileSync(join(temp, 'nixproof-report', 'junit.xml'), 'utf8')).toMatch(/tests="4"/)
  })

  test('action.yml takes tutorials, one a line', async () => {
    const { exitCode, stderr } = await act('matrix', { tutorials: 'docs/good.md\n\n' })
    expect(stderr).toMatch(/^Shard 1\/1: 2 of 2 tutorials in cells$/m)
    expect(exitCode).toBe(0)
  })

  test("GitLab's example proves on its machines, and reports them as one", async () => {
    const jobs = parse(readFileSync(join(ROOT, 'docs', 'gitlab-ci.yml'), 'utf8')) as Jobs
    const count = jobs['prove']!.parallel!
    const PATH = `${repository.path}:${process.env['PATH'] ?? ''}`
    const run = (name: string, env: Record<string, string> = {}) =>
      shell(jobs[name]!.script!.join('\n'), { ...env, PATH })
    for (let index = 1; index <= count; index += 1) {
      const node = { CI_NODE_INDEX: `${index}`, CI_NODE_TOTAL: `${count}` }
      expect((await run('prove', node)).stderr).toMatch(/^Shard \d\/4: 1 of 4 tutorials in cells$/m)
    }
    const { exitCode, stdout } = await run('report')
    expect(stdout).toMatch(/^Not proved: 2 held, 2 did not/m)
    expect(exitCode).toBe(1)
    const [junit] = Object.values(jobs['report']!.artifacts!.reports!)
    expect(readFileSync(join(repository.path, junit!), 'utf8')).toMatch(/tests="4" failures="2"/)
  })
})

type Jobs = Record<
  string,
  {
    readonly parallel?: number
    readonly script?: readonly string[]
    readonly artifacts?: { readonly reports?: Record<string, string> }
  }
>

function shell(script: string, env: Record<string, string>) {
  const own = { NIXPROOF_RUN: undefined, NO_COLOR: '1', FORCE_COLOR: undefined }
  return execa('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], {
    cwd: repository.path,
    env: { ...own, ...env },
    reject: false,
  })
}
