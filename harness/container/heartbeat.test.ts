import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import Docker from 'dockerode'
import { expect, onTestFinished, test } from 'vitest'
import { createHeartbeat } from './heartbeat.ts'

/** Something that is asked as an engine is. */
async function engineThat(answers: RequestListener): Promise<Docker> {
  const server = createServer(answers).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return new Docker({ host: '127.0.0.1', port: (server.address() as AddressInfo).port })
}

const forever = (): Promise<never> => Promise.withResolvers<never>().promise

test.concurrent('guard() rejects with ENGINE_LOST within 10 s when nothing is answered, and soon when asked again', async () => {
  let asked = 0
  const heartbeat = createHeartbeat(await engineThat(() => void (asked += 1)))
  // 2 s until it is asked, and 3 s for each answer, or 1 s; a machine that does more besides adds to it.
  await expect(heartbeat.guard(forever())).rejects.toMatchObject({ code: 'ENGINE_LOST' })
  expect(asked).toBe(2)
  await expect(heartbeat.guard(forever())).rejects.toMatchObject({ code: 'ENGINE_LOST' })
  expect(asked).toBe(3)
})

test.concurrent('guard() waits for an engine that answers late', async () => {
  let asked = 0
  const heartbeat = createHeartbeat(
    await engineThat((_, response) => {
      asked += 1
      setTimeout(() => response.end('OK'), 4500)
    }),
  )
  expect(await heartbeat.guard(sleep(12_000, 'done'))).toBe('done')
  expect(asked).toBeGreaterThan(2)
})
