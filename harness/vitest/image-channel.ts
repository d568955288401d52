import { randomUUID } from 'node:crypto'
import { BroadcastChannel } from 'node:worker_threads'

/** What is asked for on a channel, and what is answered. */
type Message = 'which image?' | { readonly image: string } | { readonly image: undefined }

/**
 * Tells test threads the image when it is there. They load their code meanwhile, which takes as
 * long as a look at the engine.
 *
 * @returns The channel's name, for {@link askForImage}.
 */
export function offerImage(image: Promise<string>): Disposable & { readonly name: string } {
  const name = `nixproof-image-${randomUUID()}`
  const channel = new BroadcastChannel(name).unref()
  const answer = image.then(
    (reference): Message => ({ image: reference }),
    (): Message => ({ image: undefined }),
  )
  channel.addEventListener('message', () => {
    void answer.then((message) => channel.postMessage(message))
  })
  return { name, [Symbol.dispose]: () => channel.close() }
}

/** @returns `undefined` when there will be no image; whoever offered it knows why. */
export function askForImage(name: string): Promise<string | undefined> {
  const channel = new BroadcastChannel(name)
  return new Promise((resolve) => {
    channel.addEventListener('message', (event) => {
      const data = (event as MessageEvent).data as Message
      // Other threads ask as well.
      if (data === 'which image?') return
      channel.close()
      resolve(data.image)
    })
    channel.postMessage('which image?' satisfies Message)
  })
}
