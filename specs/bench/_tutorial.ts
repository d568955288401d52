import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { median, pairs, time } from './_measure.ts'
import { SAMPLE } from './_proof.ts'
import { ms, type Report } from './_report.ts'

const ROUNDS = 7
const BY_HAND = fileURLToPath(new URL('./tutorial-by-hand.sh', import.meta.url))

/**
 * How much of the time that the whole sample tutorial takes is nixproof's: the command that a person
 * types, without what the same takes when a shell script types it into one container. All that is
 * left is parsing, planning, vitest, typing, judging and telling; and what they slow down besides.
 */
export async function benchTutorial(report: Report, cli: string, image: string): Promise<void> {
  await execa('npm', ['run', '--silent', 'build'])
  // Its image is its own: what makes images is hashed as well, and is JavaScript here.
  await execa('node', [cli, 'image', '--image', 'embedded'])
  const args = [cli, 'verify', `${SAMPLE}/README.md`, '--image', 'embedded']
  const times = await pairs(
    ROUNDS,
    () => time(() => execa('node', args)),
    () => time(() => execa(BY_HAND, [image, SAMPLE])),
  )
  const [ours, theirs] = [median(times.ours), median(times.theirs)]
  const detail = `nixproof verify ${ms(ours)}, the same typed by a script ${ms(theirs)}, median of ${ROUNDS}`
  const share = `${((100 * (ours - theirs)) / ours).toFixed(1)} %`
  report.add('sample tutorial, time outside Nix, app and engine', share, detail, times)
}
