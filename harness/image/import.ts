import type { Readable } from 'node:stream'
import type Dockerode from 'dockerode'
import { NixproofError } from '../errors.ts'

/**
 * Makes an image of one layer, from scratch, out of a file tree.
 *
 * @param changes Dockerfile instructions for the image's configuration.
 * @throws {NixproofError} `IMAGE_BUILD_FAILED` with what the engine said.
 * @see https://docs.docker.com/reference/cli/docker/image/import/
 */
export async function importTar(
  docker: Dockerode,
  tar: Readable,
  reference: string,
  changes: readonly string[],
  signal?: AbortSignal,
): Promise<void> {
  const [repo, tag] = splitReference(reference)
  const progress = await docker.importImage(tar, {
    repo,
    tag,
    changes,
    ...(signal && { abortSignal: signal }),
  })
  await follow(docker, progress, { signal })
}

/**
 * Waits for the end of an engine's progress stream; what it reports as an error is one here. An
 * abort closes the connection, upon which the engine gives up.
 */
export async function follow(
  docker: Dockerode,
  progress: NodeJS.ReadableStream,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<void> {
  signal?.throwIfAborted()
  using cleanup = new DisposableStack()
  await new Promise<void>((done, fail) => {
    const onAbort = (): void => {
      ;(progress as Readable).destroy()
      fail(signal?.reason)
    }
    signal?.addEventListener('abort', onAbort, { once: true })
    cleanup.defer(() => signal?.removeEventListener('abort', onAbort))
    docker.modem.followProgress(progress, (error: Error | null, events: ProgressEvent[]) => {
      const reason = error?.message ?? events.find((event) => event.error)?.error
      if (reason === undefined) return done()
      const log = events.map((event) => event.stream ?? '').join('')
      fail(
        new NixproofError('IMAGE_BUILD_FAILED', 'The engine could not make the image', {
          found: [...log.trim().split('\n').slice(-20), reason].join('\n').trim(),
          next: 'Check the free disk space of the engine, then run the command again',
        }),
      )
    })
  })
}

interface ProgressEvent {
  readonly stream?: string
  readonly error?: string
}

function splitReference(reference: string): [repository: string, tag: string] {
  const colon = reference.lastIndexOf(':')
  return [reference.slice(0, colon), reference.slice(colon + 1)]
}

export async function hasImage(docker: Dockerode, reference: string): Promise<boolean> {
  return docker
    .getImage(reference)
    .inspect()
    .then(
      () => true,
      (error: { statusCode?: number }) => {
        if (error.statusCode === 404) return false
        throw error
      },
    )
}
