import { Duplex } from 'node:stream'
import {
  encodeHeader,
  encodeLeave,
  FRAME,
  MAX_DATA,
  WINDOW,
  type FrameType,
} from './relay-frames.ts'

/** Writes to the relay; calls back when that may go on. */
export type SendFrames = (parts: readonly Buffer[], sent?: () => void) => void

interface Held {
  readonly data: Buffer
  readonly taken: (error?: Error) => void
}

/** One connection that a program in a container has made: it reads and writes as its other end. */
export class Channel extends Duplex {
  readonly #number: number
  readonly #send: SendFrames
  #leave = WINDOW
  #held: Held | undefined
  /** Received, and not yet passed on. */
  #unread = 0
  #peerGone = false

  constructor(number: number, send: SendFrames) {
    super({
      allowHalfOpen: true,
      readableHighWaterMark: WINDOW / 2,
      writableHighWaterMark: WINDOW / 4,
    })
    this.#number = number
    this.#send = send
  }

  /** Takes what the relay says about this channel. */
  receive(type: number, data: Buffer): void {
    if (type === FRAME.data) {
      this.#unread += data.length
      // A relay that sends more than it may is not ours.
      if (this.#unread > WINDOW) return this.#cut()
      this.push(data)
    } else if (type === FRAME.end) this.push(null)
    else if (type === FRAME.leave && data.length === 4) {
      this.#leave += data.readUInt32BE()
      this.#flush()
    } else this.#cut()
  }

  #cut(): void {
    this.#peerGone = true
    this.destroy(Object.assign(new Error('The connection was cut'), { code: 'ECONNRESET' }))
  }

  override _read(): void {
    if (this.#unread === 0 || this.destroyed) return
    this.#send([encodeLeave(this.#number, this.#unread)])
    this.#unread = 0
  }

  override _write(data: Buffer, _: BufferEncoding, taken: (error?: Error) => void): void {
    this.#hold({ data, taken })
  }

  override _writev(chunks: readonly { chunk: Buffer }[], taken: (error?: Error) => void): void {
    this.#hold({ data: Buffer.concat(chunks.map(({ chunk }) => chunk)), taken })
  }

  #hold(held: Held): void {
    this.#held = held
    this.#flush()
  }

  #flush(): void {
    if (!this.#held) return
    const { data, taken } = this.#held
    const parts: Buffer[] = []
    let at = 0
    while (at < data.length && this.#leave > 0) {
      const part = data.subarray(at, at + Math.min(MAX_DATA, this.#leave))
      parts.push(encodeHeader(FRAME.data, this.#number, part.length), part)
      at += part.length
      this.#leave -= part.length
    }
    const whole = at === data.length
    this.#held = whole ? undefined : { data: data.subarray(at), taken }
    if (whole || parts.length > 0) this.#send(parts, whole ? taken : undefined)
  }

  override _final(done: () => void): void {
    this.#tell(FRAME.end)
    done()
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    const orderly = this.readableEnded && this.writableFinished
    if (!orderly && !this.#peerGone) this.#tell(FRAME.reset)
    this.#held = undefined
    done(error)
  }

  #tell(type: FrameType): void {
    this.#send([encodeHeader(type, this.#number, 0)])
  }
}
