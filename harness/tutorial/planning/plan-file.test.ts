import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { planFile } from './plan-file.ts'

const ROOT = join(import.meta.dirname, '../../..')
const made: string[] = []

afterEach(async () => {
  for (const folder of made.splice(0)) await rm(folder, { recursive: true })
})

/** A directory with files, by their paths in it. */
async function directory(files: Record<string, string>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'nixproof-plan-'))
  made.push(root)
  for (const [path, text] of Object.entries(files)) {
    await mkdir(join(root, path, '..'), { recursive: true })
    await writeFile(join(root, path), text)
  }
  return root
}

describe('planFile()', () => {
  test('plans our own README: nothing drifted, and nothing is left out that it does not say', async () => {
    const { plan, findings } = await planFile(join(ROOT, 'README.md'))
    expect(findings).toEqual([])
    const skipped = plan.checks.filter(({ skip }) => skip)
    expect(skipped.filter(({ skip }) => skip!.place === undefined)).toEqual([])
    const proved = plan.checks.filter(({ skip }) => !skip).map(({ kind }) => kind)
    expect(proved).toEqual(expect.arrayContaining(['commands', 'file', 'listing']))
  })

  test('takes the sidecar beside the file', async () => {
    const root = await directory({
      'a.md': '```bash\necho\n```\n',
      'a.nixproof.yaml': '$schema: x\nformat: 1\nblocks:\n  - { line: 2, timeout: 5s }\n',
    })
    const { plan, findings } = await planFile(join(root, 'a.md'))
    expect(findings).toEqual([])
    expect(plan.checks).toMatchObject([{ timeout: 5000 }])
  })

  test('takes names from the root of the repository for what they say', async () => {
    const root = await directory({
      '.git/HEAD': '',
      'docs/a.md': 'See `src/a.py`, `docs/gone.py` and `b.py`.\n\n```bash\necho\n```\n',
      'docs/b.py': '',
      'src/a.py': '',
    })
    const { findings } = await planFile(join(root, 'docs/a.md'))
    expect(findings).toMatchObject([{ code: 'DRIFT_PATH', place: { line: 1, column: 18 } }])
  })
})
