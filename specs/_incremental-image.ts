/**
 * A program that proves a tutorial four times with an image of its own, which after two of them is
 * another one by the same name; it says why each time it was run, or that it was not.
 */
import process from 'node:process'
import { useEngine } from '../harness/container/engine.ts'
import { ensureImage } from '../harness/image/ensure.ts'
import { follow } from '../harness/image/import.ts'
import { planFile } from '../harness/tutorial/planning/plan-file.ts'
import { readBench } from '../harness/tutorial/reuse/inputs.ts'
import { reuseVerdicts } from '../harness/tutorial/reuse/reuse.ts'
import { openReader } from '../harness/tutorial/running/reader.ts'
import { makeDirectory, writeFiles } from './_repository.ts'

const [file = '', workspace = ''] = process.argv.slice(2)
const engine = await useEngine()
const { docker } = engine
const request = { choice: 'auto', nix: '2.26', refresh: false } as const
const { reference } = await ensureImage(engine, request, () => {})
const [repo, tag] = ['nixproof/spec-incremental', String(process.pid)]
const image = `${repo}:${tag}`
const planned = await planFile(file, { workspace })

async function prove(): Promise<string> {
  const cell = { nix: '2.26', image: 'embedded' } as const
  const options = { planned, file, workspace, cell }
  const open = () => openReader({ engine, image, ...planned, file, workspace, cell })
  const bench = await readBench(engine, image)
  const reuse = await reuseVerdicts(options, bench, open, console.error)
  const checker = await reuse.open()
  for (const index of planned.plan.checks.keys()) {
    const verdict = await checker.check(index, AbortSignal.timeout(60_000))
    if (verdict.held !== true) throw new Error(JSON.stringify(verdict))
    if ((verdict.reused === undefined) !== (reuse.why !== undefined)) throw new Error('Both')
  }
  await checker.close()
  return reuse.why ?? 'reused'
}

/** The same, but for a label. */
async function makeAgain(): Promise<void> {
  await using directory = await makeDirectory()
  await writeFiles(directory.path, {
    Dockerfile: `FROM ${reference}\nLABEL again=${process.pid}\n`,
  })
  const context = { context: directory.path, src: ['Dockerfile'] }
  await follow(docker, await docker.buildImage(context, { t: image, networkmode: 'none' }))
}

await docker.getImage(reference).tag({ repo, tag })
try {
  const told = [await prove(), await prove()]
  await makeAgain()
  told.push(await prove(), await prove())
  console.log(JSON.stringify(told))
} finally {
  await docker.getImage(image).remove()
}
process.exit(0)
