import process from 'node:process'
import { Command } from 'commander'
import type { WarmInfo, WarmPart } from '../container/warm/inspect.ts'
import { bytes, count } from './_clean-report.ts'

export function cacheCommand(): Command {
  const info = new Command('info')
    .description('Say what is in it')
    .option('--json', 'as data, with every path')
    .action(async ({ json = false }: { json?: boolean }) => {
      const found = await look()
      process.stdout.write(json ? `${JSON.stringify(found ?? null, null, 2)}\n` : textOf(found))
    })
  const clear = new Command('clear').description('Remove all of it').action(async () => {
    const [{ requireEngine }, { clearWarm }] = await Promise.all([
      import('../engine/require.ts'),
      import('../container/warm/inspect.ts'),
    ])
    const volume = await clearWarm((await requireEngine()).docker)
    process.stdout.write(volume === undefined ? NOTHING : `Removed volume ${volume}\n`)
  })
  return new Command('cache')
    .description('What nixproof verify --cache has built, for other runs to take')
    .addCommand(info)
    .addCommand(clear)
    .addHelpText('after', HELP)
}

const NOTHING = 'There is no warm store: nixproof verify --cache makes one\n'

const HELP = `
It is a volume of the engine, for this machine's runs alone, and each image has its own part. What is
in it was built by nixproof in a clean container, never by a tutorial, and is used for a week at most.

Examples:
  nixproof verify README.md --cache       take from it, and keep what is built
  nixproof cache info --json
  nixproof cache clear`

type Found = WarmInfo & { readonly images: Readonly<Record<string, string>> }

async function look(): Promise<Found | undefined> {
  const [{ requireEngine }, { readWarm }, { listOwnImages }] = await Promise.all([
    import('../engine/require.ts'),
    import('../container/warm/inspect.ts'),
    import('../image/remove.ts'),
  ])
  const engine = await requireEngine()
  const images = await listOwnImages(engine.docker)
  const [image] = images.filter(({ reference }) => /^nixproof\/\w+-nix:/.test(reference))
  const info = image && (await readWarm(engine, image.reference))
  const names = images.map(({ id, reference }) => [
    id.replace('sha256:', '').slice(0, 16),
    reference,
  ])
  return info && { ...info, images: Object.fromEntries(names) as Record<string, string> }
}

function textOf(info: Found | undefined): string {
  if (!info) return NOTHING
  const rows = info.parts.map((part) => `  ${partText(part, info.images)}\n`)
  const all = info.parts.flatMap(({ entries }) => entries)
  const size = bytes(all.reduce((sum, one) => sum + one.size, 0))
  const what = count(all.length, 'path') || 'nothing'
  return `Volume ${info.volume}: ${what}, ${size}, signed by ${info.key}\n${rows.join('')}`
}

function partText({ image, sandbox, entries }: WarmPart, images: Found['images']): string {
  const size = bytes(entries.reduce((sum, one) => sum + one.size, 0))
  const last = new Date(Math.max(...entries.map(({ usedAt }) => usedAt))).toISOString()
  const where = `${images[image] ?? `image ${image}, which is gone`}${sandbox ? ', sandbox' : ''}`
  return `${where}: ${count(entries.length, 'path')}, ${size}, last used ${last.slice(0, 16)}Z`
}
