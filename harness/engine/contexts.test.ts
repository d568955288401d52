import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempDisposableSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { contextAddress, currentContext } from './contexts.ts'

const prefix = join(tmpdir(), 'nixproof-contexts-')

describe('currentContext()', () => {
  test('prefers the wanted one, then config.json, and takes "default" for none', () => {
    using dir = mkdtempDisposableSync(prefix)
    expect(currentContext(dir.path, undefined)).toBeUndefined()
    writeFileSync(join(dir.path, 'config.json'), '{"auths":{},"currentContext":"far"}')
    expect(currentContext(dir.path, undefined)).toBe('far')
    expect(currentContext(dir.path, 'near')).toBe('near')
    expect(currentContext(dir.path, 'default')).toBeUndefined()
  })

  test('names a config.json that cannot be read', () => {
    using dir = mkdtempDisposableSync(prefix)
    writeFileSync(join(dir.path, 'config.json'), '{')
    expect(() => currentContext(dir.path, undefined)).toThrow('config.json cannot be read')
  })
})

describe('contextAddress()', () => {
  test('reads the endpoint and the certificates of a context', () => {
    using dir = mkdtempDisposableSync(prefix)
    const id = createHash('sha256').update('far').digest('hex')
    const meta = join(dir.path, 'contexts', 'meta', id)
    mkdirSync(meta, { recursive: true })
    const endpoints = { docker: { Host: 'tcp://far:2376', SkipTLSVerify: false } }
    writeFileSync(join(meta, 'meta.json'), JSON.stringify({ Name: 'far', Endpoints: endpoints }))
    expect(contextAddress(dir.path, 'far')).toEqual({ host: 'tcp://far:2376', certDir: undefined })

    const certDir = join(dir.path, 'contexts', 'tls', id, 'docker')
    mkdirSync(certDir, { recursive: true })
    expect(contextAddress(dir.path, 'far').certDir).toBe(certDir)
  })

  test('says that there is no such context', () => {
    using dir = mkdtempDisposableSync(prefix)
    expect(() => contextAddress(dir.path, 'gone')).toThrow('no such context')
  })
})
