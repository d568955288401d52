import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { fetchTree } from '../../specs/_pins.ts'
import { judgeFile } from './judge-file.ts'

test('judgeFile() calls nothing wrong that was not judged', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'nixproof-judge-file-'))
  try {
    const file = join(dir, 'a.nix')
    await writeFile(file, `[ (${fetchTree('main')}) (${fetchTree('side')}) ]`)
    await expect(judgeFile(file, [], new AbortController().signal)).rejects.toMatchObject({
      code: 'PIN_UNJUDGED',
      details: { found: '1 more of its pins is not judged' },
    })
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
})
