import { expect, test } from 'vitest'
import { formatSocketAddress, parseSocketAddress, reachableAddresses } from './listening.ts'

test.each([
  ['0100007F:1388', '127.0.0.1', 5000],
  ['00000000:0050', '0.0.0.0', 80],
  ['00000000000000000000000000000000:1388', '::', 5000],
  ['00000000000000000000000001000000:1388', '::1', 5000],
  ['B80D01200000000067452301EFCDAB89:01BB', '2001:db8::123:4567:89ab:cdef', 443],
])('parseSocketAddress() reads %s', (text, address, port) => {
  expect(parseSocketAddress(text)).toEqual({ address, port })
})

test('reachableAddresses() replaces wildcards by loopback', () => {
  expect(reachableAddresses('0.0.0.0')).toEqual(['127.0.0.1'])
  expect(reachableAddresses('::')).toEqual(['::1', '127.0.0.1'])
  expect(reachableAddresses('172.17.0.2')).toEqual(['172.17.0.2'])
})

test('formatSocketAddress() puts IPv6 into brackets', () => {
  expect(formatSocketAddress({ address: '::1', port: 80 })).toBe('[::1]:80')
  expect(formatSocketAddress({ address: '127.0.0.1', port: 80 })).toBe('127.0.0.1:80')
})
