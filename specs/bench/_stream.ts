/** A process of its own, whose memory is measured: it moves much, and says how long that took. */
import process from 'node:process'
import { NixContainer } from '../../harness/container/nix-container.ts'
import { time } from './_measure.ts'

const [image = '', what = '', path = '', target = ''] = process.argv.slice(2)
/** Kilobytes, as the kernel counts. */
const peak = (): number => process.resourceUsage().maxRSS
const empty = new NixContainer(image)
const filled = new NixContainer(image).withWorkspace(path)
const BIG = 'head -c "$0" /dev/zero | tr "\\0" x | fold -w 99'

async function measure(): Promise<number> {
  // The first one loads what all need.
  await (await empty.start()).stop()
  if (what === 'in') {
    const alone = await time(async () => (await new NixContainer(image).start()).stop())
    const whole = await time(async () => (await filled.start()).stop())
    return whole - alone
  }
  await using container = await new NixContainer(image).start()
  if (what === 'print') return await time(() => container.run(['bash', '-c', BIG, path]))
  await container.run(['bash', '-c', 'head -c "$0" /dev/zero >/large', path])
  return await time(() => container.copyOut('/large', target))
}

const ms = await measure()
process.stdout.write(JSON.stringify({ ms, peak: peak() }))
