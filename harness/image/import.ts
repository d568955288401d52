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
): Promise<void> {
  const [repo, tag] = splitReference(reference)
  const progress = await docker.importImage(tar, {
    repo,
    tag,
    changes,
  })
  await follow(docker, progress)
}

/** Waits for the end of an engine's progress stream; what it reports as an error is one here. */
export async function follow(
  docker: Dockerode,
  progress: NodeJS.ReadableStream,
  onEvent: (event: ProgressEvent) => void = () => {},
): Promise<void> {
  await new Promise<void>((done, fail) => {
    docker.modem.followProgress(
      progress,
      (error: Error | null, events: ProgressEvent[]) => {
        const reason = error?.message ?? events.find((event) => event.error)?.error
        if (reason === undefined) return done()
        const log = events.map((event) => event.stream ?? '').join('')
        fail(
          new NixproofError('IMAGE_BUILD_FAILED', 'The engine could not make the image', {
            found: [...log.trim().split('\n').slice(-20), reason].join('\n').trim(),
            next: 'Check the free disk space of the engine, then run the command again',
          }),
        )
      },
      onEvent,
    )
  })
}

export interface ProgressEvent {
  readonly stream?: string
  readonly status?: string
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
