import process from 'node:process'
import { styleText } from 'node:util'
import type { Ora } from 'ora'
import { seconds } from './_print.ts'

/** A log has no use for it, and a quarter of the time until the first container would be its. */
const ora = process.stderr.isTTY ? (await import('ora')).default : undefined

export type Ending = 'held' | 'failed' | 'skipped'

const MARKS = {
  held: { colour: 'green', symbol: '✔' },
  failed: { colour: 'red', symbol: '✖' },
  skipped: { colour: 'yellow', symbol: '↓' },
} as const

/**
 * What is being done, one line a step with the time it took: the running step is live on a
 * terminal, and a log gets plain lines. Written to standard error, which leaves standard output
 * to results.
 */
export class Progress implements Disposable {
  readonly #spinner: Ora | undefined = ora?.({
    stream: process.stderr,
    discardStdin: false,
    // Not every library looks at NO_COLOR; the stream does.
    color: process.stderr.hasColors() ? 'cyan' : false,
  })
  #step: string | undefined
  #startedAt = performance.now()
  #tick: NodeJS.Timeout | undefined

  /** Ends the running step, if any, and begins another. */
  readonly begin = (step: string): void => {
    this.finish('held')
    this.#step = step
    // A terminal that does not know its width would be written full of escape codes.
    const spinner = process.stderr.columns ? this.#spinner : undefined
    spinner?.start(step)
    this.#tick = spinner && setInterval(() => (spinner.text = this.#line()), 100)
  }

  /** Says more of the running step, such as how far it is; a log gets what was said last. */
  readonly update = (step: string): void => {
    if (this.#step !== undefined) this.#step = step
  }

  /**
   * Ends the running step; nothing happens when none is running.
   *
   * @param durationMs Default: since it was begun.
   */
  finish(ending: Ending, durationMs: number = performance.now() - this.#startedAt): void {
    const step = this.#step
    this.drop()
    if (step !== undefined) this.report(step, ending, durationMs)
  }

  /** Ends the running step, if any, and says nothing of it. */
  drop(): void {
    clearInterval(this.#tick)
    this.#spinner?.stop()
    this.#step = undefined
    this.#startedAt = performance.now()
  }

  /** Says what came of a step that was not told of before. */
  report(step: string, ending: Ending, durationMs: number): void {
    this.tell(step, ending, seconds(durationMs))
  }

  /** The same, of what took no time. */
  tell(step: string, ending: Ending, more: string): void {
    const { colour, symbol } = MARKS[ending]
    const mark = styleText(colour, symbol, { stream: process.stderr })
    process.stderr.write(`${mark} ${followed(step, more)}\n`)
  }

  /** Ends the running step, if any, and says what came of it all. */
  done(outcome: string): void {
    this.begin(outcome)
    this.finish('held')
  }

  /** Lines that belong to the step that has just ended. */
  detail(texts: readonly string[]): void {
    const lines = texts.flatMap((text) => text.split('\n'))
    this.block(lines.map((line) => styleText('dim', line, { stream: process.stderr })).join('\n'))
  }

  /** The same, of a text with colours of its own. */
  block(text: string): void {
    if (text === '') return
    process.stderr.write(`${text.replaceAll(/^(?=.)/gm, '  ')}\n`)
  }

  /** A step that still runs has not succeeded. */
  [Symbol.dispose](): void {
    this.finish('failed')
  }

  #line(): string {
    return followed(this.#step ?? '', seconds(performance.now() - this.#startedAt))
  }
}

function followed(step: string, more: string): string {
  return `${step}  ${styleText('dim', more, { stream: process.stderr })}`
}
