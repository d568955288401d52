import process from 'node:process'
import { Command } from 'commander'
import type { WarmInfo, WarmPart } from '../container/warm/inspect.ts'
import type { KeptVerdicts } from '../tutorial/reuse/inspect.ts'
import { dateText } from '../tutorial/reporting/reused-text.ts'
import { bytes, count } from './_clean-report.ts'

export function cacheCommand(): Command {
  const info = new Command('info')
    .description('Say what is in it')
    .option('--json', 'as data, with every path')
    .action(async ({ json = false }: { json?: boolean }) => {
      const { readVerdicts } = await import('../tutorial/reuse/inspect.ts')
      const verdicts = await readVerdicts()
      // No engine has them: where there is none, they are told all the same.
      if (!json) process.stdout.write(verdictsText(verdicts))
      const warmStore = (await look()) ?? null
      const text = json ? JSON.stringify({ verdicts, warmStore }, null, 2) : warmText(warmStore)
      process.stdout.write(`${text}\n`)
    })
  const clear = new Command('clear').description('Remove all of it').action(async () => {
    const { clearVerdicts, readVerdicts } = await import('../tutorial/reuse/inspect.ts')
    const { verdicts, directory, size } = await readVerdicts()
    await clearVerdicts()
    const what = count(verdicts, 'verdict') || 'what counts for none'
    process.stdout.write(size === 0 ? NO_VERDICTS : `Removed ${what} in ${directory}\n`)
    const [{ requireEngine }, { clearWarm }] = await Promise.all([
      import('../engine/require.ts'),
      import('../container/warm/inspect.ts'),
    ])
    const volume = await clearWarm((await requireEngine()).docker)
    process.stdout.write(`${volume === undefined ? NO_STORE : `Removed volume ${volume}`}\n`)
  })
  return new Command('cache')
    .description('What --cache has built and --incremental has proved, for other runs to take')
    .addCommand(info)
    .addCommand(clear)
    .addHelpText('after', HELP)
}

const NO_STORE = 'There is no warm store: nixproof verify --cache makes one'
const NO_VERDICTS = 'No verdicts are kept: nixproof verify --incremental keeps them\n'

const HELP = `
The warm store is a volume of the engine, for this machine's runs alone, and each image has its own
part. What is in it was built by nixproof in a clean container, never by a tutorial. Verdicts are in
nixproof's cache directory. Both are used for a week at most.

Examples:
  nixproof verify README.md --cache       take from the warm store, and keep there what is built
  nixproof matrix --incremental           take verdicts, and keep what is proved
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

function verdictsText({ verdicts, ...kept }: KeptVerdicts): string {
  if (kept.size === 0) return NO_VERDICTS
  const { directory, tutorials, unreadable, size, oldestAt } = kept
  const parts = [
    `${count(verdicts, 'verdict') || 'nothing'}${verdicts > 0 ? ` of ${count(tutorials, 'tutorial')}` : ''}`,
    bytes(size),
    oldestAt && `the oldest of ${dateText(oldestAt)}`,
    unreadable > 0 &&
      `${count(unreadable, 'file')} that ${unreadable > 1 ? 'count' : 'counts'} for nothing`,
  ]
  return `Verdicts in ${directory}: ${parts.filter(Boolean).join(', ')}\n`
}

function warmText(info: Found | null): string {
  if (!info) return NO_STORE
  const rows = info.parts.map((part) => `\n  ${partText(part, info.images)}`)
  const all = info.parts.flatMap(({ entries }) => entries)
  const size = bytes(all.reduce((sum, one) => sum + one.size, 0))
  const what = count(all.length, 'path') || 'nothing'
  return `Volume ${info.volume}: ${what}, ${size}, signed by ${info.key}${rows.join('')}`
}

function partText({ image, sandbox, entries }: WarmPart, images: Found['images']): string {
  const size = bytes(entries.reduce((sum, one) => sum + one.size, 0))
  const last = new Date(Math.max(...entries.map(({ usedAt }) => usedAt))).toISOString()
  const where = `${images[image] ?? `image ${image}, which is gone`}${sandbox ? ', sandbox' : ''}`
  return `${where}: ${count(entries.length, 'path')}, ${size}, last used ${last.slice(0, 16)}Z`
}
