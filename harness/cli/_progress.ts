import process from 'node:process'
import { styleText } from 'node:util'
import ora, { type Ora } from 'ora'
import { seconds } from './_print.ts'

/**
 * What is being done, one line a step with the time it took: the running step is live on a
 * terminal, and a log gets plain lines. Written to standard error, which leaves standard output
 * to results.
 */
export class Progress implements Disposable {
  readonly #spinner: Ora = ora({ stream: process.stderr, discardStdin: false })
  #step: string | undefined
  #startedAt = performance.now()
  #tick: NodeJS.Timeout | undefined

  /** Ends the running step, if any, and begins another. */
  readonly begin = (step: string): void => {
    this.#end('green', '✔')
    this.#step = step
    if (!process.stderr.isTTY) return
    this.#spinner.start(step)
    this.#tick = setInterval(() => {
      this.#spinner.text = this.#line()
    }, 100)
  }

  /** Ends the running step, if any, and says what came of it all. */
  done(outcome: string): void {
    this.begin(outcome)
    this.#end('green', '✔')
  }

  /** The running step did not succeed; nothing happens when none is running. */
  [Symbol.dispose](): void {
    this.#end('red', '✖')
  }

  #end(colour: 'green' | 'red', symbol: string): void {
    if (this.#step === undefined) return
    clearInterval(this.#tick)
    this.#spinner.stop()
    const mark = styleText(colour, symbol, { stream: process.stderr })
    process.stderr.write(`${mark} ${this.#line()}\n`)
    this.#step = undefined
    this.#startedAt = performance.now()
  }

  #line(): string {
    return `${this.#step} ${seconds(performance.now() - this.#startedAt)}`
  }
}
