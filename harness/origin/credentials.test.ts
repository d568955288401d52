import { expect, test } from 'vitest'
import { createCredentials, isAuthorized } from './credentials.ts'

const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`

test('isAuthorized() lets in who knows the credentials, and nobody else', () => {
  const credentials = createCredentials()
  expect(isAuthorized(basic(credentials), credentials)).toBe(true)
  for (const header of [
    undefined,
    '',
    basic('nixproof:'),
    basic(`${credentials}x`),
    `${basic(credentials)} `,
    credentials,
  ]) {
    expect(isAuthorized(header, credentials)).toBe(false)
  }
})

test('createCredentials() gives others each time, which a URL can carry', () => {
  const [one, other] = [createCredentials(), createCredentials()]
  expect(one).not.toBe(other)
  const { username, password } = new URL(`http://${one}@127.0.0.1/`)
  expect(`${username}:${password}`).toBe(one)
})
