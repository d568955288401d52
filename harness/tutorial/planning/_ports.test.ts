import { describe, expect, test } from 'vitest'
import { readDocument } from '../markdown/read-document.ts'
import { portFacts } from './_ports.ts'

function portsIn(text: string): number[] {
  return portFacts(readDocument(text)).map(({ port }) => port)
}

describe('portFacts()', () => {
  test.each([
    ['The server listens on port 5000.', 5000],
    ['`app.run` listens on 127.0.0.1, port 5000, and restarts when a file changes.', 5000],
    ['It is now running on **port `8080`**.', 8080],
    ['By then your app is available at localhost:3000.', 3000],
    ['The API is served on `127.0.0.1:8000`.', 8000],
    ['It starts a development server on the local port 4321.', 4321],
  ])('takes %j for what it says', (text, port) => {
    expect(portsIn(text)).toEqual([port])
  })

  test.each([
    'If it runs on port 5000, stop it.',
    'It runs on port 5000 unless you change it.',
    'Something is already listening on port 5000.',
    'It does not listen on port 80.',
    'It might listen on port 80.',
    'The container serves on port 80.',
    'Nginx listens on port 443.',
    'It listens on port 80 or 443.',
    'It listens on ports 80-443.',
    'It runs on port 5000-5010.',
    'Open port 22 in the firewall.',
    'It ran on 127.0.0.1.',
    'Does it listen on port 80?',
    'In production it listens on port 80.',
    'It was released in 2024 and runs on Linux 5000 times.',
  ])('takes %j for no fact', (text) => {
    expect(portsIn(text)).toEqual([])
  })

  test('points at the words', () => {
    const text = '\uFEFF# A\r\n\r\n> The app\r\n> listens on port\r\n> **5000** today.\r\n'
    const [fact] = portFacts(readDocument(text))
    expect(text.slice(fact!.at.offset)).toMatch(/^port\r\n> \*\*5000/)
    expect(fact!.at).toMatchObject({ line: 4, column: 14 })
  })
})
