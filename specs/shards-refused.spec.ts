import { appendFileSync, cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { cp, mkdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { describe, expect, test } from 'vitest'
import { nixproof } from './_cli.ts'
import { git, makeRepository } from './_repository.ts'
import { blobOf, BLOBS, blobTo, tutorialOf, useSharded } from './_shards.ts'

const sharded = useSharded()
const { run, merge } = sharded

describe('nixproof merge refuses', () => {
  const refuses = async (paths: string[], says: RegExp): Promise<void> => {
    const { exitCode, stderr, stdout } = await merge(...paths, '--reporter', 'markdown')
    expect(stderr).toMatch(says)
    expect(stdout).toBe('')
    expect(exitCode).toBe(2)
  }

  test('a shard that is there twice', async () => {
    const twice = await sharded.some('twice', 1, 2, 3)
    await cp(join(sharded.dir, blobOf(2)), join(sharded.dir, twice, 'again.json'))
    await refuses([twice], /Shard 2\/3 is there twice[^]*twice\/2\.json[^]*twice\/again\.json/)
  })

  test('shards of another number', async () => {
    await run('verify', 'docs', '--shard', '4/4', ...blobTo('out/four.json'))
    await refuses([BLOBS, 'out/four.json'], /of a different number[^]*one of 3[^]*one of 4/)
  })

  test('results of another call', async () => {
    const args = ['verify', 'docs', '--shard', '3/3', '--mount-as', '/other']
    await run(...args, ...blobTo('out/mount.json'))
    await refuses([blobOf(1), 'out/mount.json'], /different calls[^]*--mount-as absent[^]*\/other/)
  })

  test('results with other settings of Nix', async () => {
    appendFileSync(join(sharded.dir, '.git/info/exclude'), 'nixproof.config.yaml\n')
    const config = join(sharded.dir, 'nixproof.config.yaml')
    writeFileSync(config, 'nix: { substituters: [http://cache.invalid] }\n')
    await run('verify', 'docs', '--shard', '3/3', ...blobTo('out/cache.json'))
    rmSync(config)
    await refuses(
      [blobOf(1), 'out/cache.json'],
      /different calls[^]*nix\.substituters absent[^]*http:\/\/cache\.invalid/,
    )
  })

  test('results of another text, of changes, and of another commit', async () => {
    await using other = await makeRepository()
    await git(other.path, 'fetch', '--quiet', sharded.dir, 'main')
    await git(other.path, 'reset', '--quiet', '--hard', 'FETCH_HEAD')
    const shardThere = async (name: string): Promise<string> => {
      const file = join(sharded.dir, 'out', name)
      await nixproof(['verify', 'docs', '--shard', '3/3', ...blobTo(file)], {}, other.path)
      return file
    }
    const same = await shardThere('same.json')
    expect((await merge(blobOf(1), blobOf(2), same)).exitCode).toBe(1)
    writeFileSync(join(other.path, '.gitignore'), 'out\nx\n')
    await refuses(
      [blobOf(1), await shardThere('changes.json')],
      /different commits[^]*with changes/,
    )
    await other.commit({ 'docs/a.md': tutorialOf('A', 'A') })
    await refuses([blobOf(1), await shardThere('commit.json')], /different commits/)
  })

  test('results of another nixproof', async () => {
    const root = fileURLToPath(new URL('..', import.meta.url))
    const older = join(sharded.dir, 'out', 'older')
    cpSync(join(root, 'harness'), join(older, 'harness'), { recursive: true })
    await symlink(join(root, 'node_modules'), join(older, 'node_modules'))
    const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as object
    writeFileSync(join(older, 'package.json'), JSON.stringify({ ...manifest, version: '0.0.9' }))
    const args = [join(older, 'harness', 'cli.ts'), 'merge', join(sharded.dir, BLOBS)]
    const { exitCode, stderr } = await execa(process.execPath, args, { reject: false })
    expect(stderr).toMatch(/of another version \[SHARDS_DIFFER\]\n {2}wanted {2}nixproof 0\.0\.9, /)
    expect(exitCode).toBe(2)
  })

  test('what is cut off, changed, empty, of vitest itself, or no results at all', async () => {
    const broken = await sharded.some('broken', 1, 2)
    const text = readFileSync(join(sharded.dir, blobOf(3)), 'utf8')
    const { blob } = JSON.parse(text) as { blob: string }
    const contents: [content: string, says: RegExp][] = [
      [text.slice(0, text.length / 2), /JSON/],
      [text.replace(String.raw`\"pass\"`, String.raw`\"fail\"`), /not what their digest says/],
      ['', /JSON/],
      [blob, /A file of another kind/],
      ['{"numTotalTests": 1}', /A file of another kind/],
      [text.replace('"format":1', '"format":2'), /format/],
    ]
    for (const [content, says] of contents) {
      expect(content).not.toBe(text)
      writeFileSync(join(sharded.dir, broken, '3.json'), content)
      await refuses([broken], new RegExp(`SHARD_INVALID[^]*${says.source}[^]*broken/3\\.json`))
    }
  })

  test('nothing', async () => {
    await mkdir(join(sharded.dir, 'out', 'empty'), { recursive: true })
    await refuses(['out/empty'], /There are no results to merge[^]*None in "out\/empty"/)
    await refuses(['out/nowhere'], /Nothing by the name "out\/nowhere"/)
    await refuses([BLOBS, ...blobTo('out/merged.json')], /"blob" is for what is to be merged/)
  })
})
