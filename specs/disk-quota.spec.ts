import { mkdtempDisposable, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest'
import type { DoctorCheck } from '../harness/engine/doctor/check.ts'
import { FaultEngine } from './_fault-engine.ts'
import { mountFile, whyNoFileSystem } from './_file-system.ts'
import { noDockerd, skipWhere } from './_needs.ts'
import { tell } from './_support.ts'

const PROGRAM = fileURLToPath(new URL('_quota.ts', import.meta.url))

interface Told {
  readonly diskQuota?: number
  readonly starts: readonly number[]
  readonly status: number
  readonly ipv6: number
  readonly code?: string
  readonly blame?: string
  readonly next: string
  readonly message?: string
}

async function ask(engine: FaultEngine, disk = '', workspace = '', command = ''): Promise<Told> {
  const args = [PROGRAM, engine.image, disk, workspace, command]
  const { stdout } = await execa(process.execPath, args, { env: engine.environment })
  return JSON.parse(stdout) as Told
}

async function quotaCheck(engine: FaultEngine): Promise<DoctorCheck | undefined> {
  const { stdout } = await engine.nixproof('doctor', '--json')
  const { checks } = JSON.parse(stdout) as { readonly checks: readonly DoctorCheck[] }
  return checks.find(({ name }) => name === 'quota')
}

const noBtrfs = await whyNoFileSystem('btrfs')
const noXfs = await whyNoFileSystem('xfs')

describe('withResourcesQuota({ disk }), on an engine that can', () => {
  let engine: FaultEngine
  beforeEach((context) => skipWhere(context, noDockerd, noBtrfs))
  beforeAll(async () => {
    if (noDockerd ?? noBtrfs) return
    engine = await FaultEngine.start(inject('image'), (data) => mountFile('btrfs', data))
  })
  afterAll(() => engine?.[Symbol.asyncDispose]())

  test('start() limits the disk to 10 GiB, and doctor says that it can', async () => {
    expect(await ask(engine)).toMatchObject({ diskQuota: 10, status: 200, ipv6: 1 })
    expect(await quotaCheck(engine)).toMatchObject({ state: 'ok', data: { able: true } })
    expect(await ask(engine, '0')).not.toHaveProperty('diskQuota')
  })

  // Half a gigabyte, twice, on a file system in a file: minutes where others write as well.
  const DEADLINE = { timeout: 400_000 }
  test(
    'nixBuild() rejects with OUT_OF_DISK when a build fills the limit, and names it',
    DEADLINE,
    async () => {
      const large = 'head -c 550M /dev/zero >$out'
      const told = await ask(engine, '0.75', '', large)
      expect(told).toMatchObject({ diskQuota: 0.75, code: 'OUT_OF_DISK', blame: 'environment' })
      expect(told.next).toBe("Raise the container's limit: withResourcesQuota({ disk: GIB })")
      expect(told.message).toContain('Disk quota exceeded')
      expect(await ask(engine, '1.5', '', large)).not.toHaveProperty('code')
      expect(await engine.left()).toBe(0)
    },
  )

  test('start() rejects with OUT_OF_DISK when a workspace does not fit, or the image', async () => {
    await using source = await mkdtempDisposable(join(tmpdir(), 'np-large-'))
    await writeFile(join(source.path, 'large'), Buffer.alloc(600 * 1024 ** 2))
    for (const [disk, workspace] of [
      ['0.75', source.path],
      ['0.1', ''],
    ]) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      const told = await ask(engine, disk, workspace)
      expect(told).toMatchObject({ code: 'OUT_OF_DISK', blame: 'environment' })
      expect(told.next).toContain('withResourcesQuota({ disk: GIB })')
    }
    expect(await engine.left()).toBe(0)
  })
})

/** A runtime for machines without IPv6: it refuses what runc refuses there, in its words. */
const RUNTIME = `#!/bin/sh
bundle=
for word; do [ "$last" = --bundle ] && bundle=$word; last=$word; done
if [ "$bundle" ] && grep -q net.ipv6 "$bundle/config.json"; then
  said='open /proc/sys/net/ipv6/conf/lo/disable_ipv6: no such file or directory'
  echo "runc create failed: unable to start container process: $said" >&2
  for word; do [ "$previous" = --log ] && printf '{"level":"error","msg":"%s"}\\n' "$said" >"$word"; previous=$word; done
  exit 1
fi
exec runc "$@"
`

describe('start(), on an engine that refuses', () => {
  let engine: FaultEngine
  beforeEach((context) => skipWhere(context, noDockerd, noXfs))
  beforeAll(async () => {
    if (noDockerd ?? noXfs) return
    engine = await FaultEngine.start(inject('image'), async (data) => {
      await mountFile('xfs', data) // Without pquota.
      const runtime = `${data}.runtime`
      await writeFile(runtime, RUNTIME, { mode: 0o755 })
      return [`--add-runtime=picky=${runtime}`, '--default-runtime=picky']
    })
  })
  afterAll(() => engine?.[Symbol.asyncDispose]())

  test('goes without a limit of disk and without IPv6, remembers it, and doctor says so', async () => {
    const told = await ask(engine)
    expect(told).toMatchObject({ status: 200, ipv6: 0 })
    expect(told).not.toHaveProperty('diskQuota')
    tell(`starts: ${told.starts.join(', ')} ms`)
    const quota = await quotaCheck(engine)
    expect(quota).toMatchObject({ state: 'warning', data: { able: false } })
    expect(quota?.found).toContain('pquota')
    expect(await engine.left()).toBe(0)
  })
})
