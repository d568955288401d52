import type { Container } from 'dockerode'
import { NixproofError } from '../errors.ts'
import { openChannels } from './channels.ts'
import { PROXY_PORT, PROXY_SOCKET, SOCKET_TARGET, type EgressPoint } from './egress.ts'
import { channelsArgv } from './scripts.ts'

/** Carries connections that are made to the proxy's port in a container to the proxy. */
export interface Relay {
  close(): void
}

/** @throws NixproofError CONTAINER_FAILED or ENGINE_LOST. */
export async function openRelay(container: Container, egress: EgressPoint): Promise<Relay> {
  const argv = channelsArgv('relay', PROXY_PORT, `${SOCKET_TARGET}/${PROXY_SOCKET}`)
  const channels = await openChannels(container, argv, (channel) => egress.accept(channel))
  if (!channels.started) throw cannotStart(channels.said())
  let closed = false
  channels.onceEnded(() => {
    if (!closed) egress.lost(relayLost(channels.said()))
  })
  return {
    close() {
      closed = true
      channels.end()
    },
  }
}

function cannotStart(said: string): NixproofError {
  return new NixproofError('CONTAINER_FAILED', 'The container cannot be given its way out', {
    wanted: 'A program in the container that carries connections to the proxy',
    found: said || 'It does not start',
    next: 'Use an image that nixproof has made (ensureImage): it has the Python that this takes',
  })
}

function relayLost(said: string): NixproofError {
  return new NixproofError('CONTAINER_FAILED', 'The container has lost its way out', {
    wanted: 'The program that carries connections to the proxy runs until the container stops',
    found: said || 'It was ended',
    next: 'See whether a command ends all programs of the container, or none of its memory is left',
  })
}
