import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { Address } from './address.ts'

const CliConfig: z.ZodType<{ currentContext?: string | undefined }> = z.object({
  currentContext: z.string().optional(),
})

const ContextMeta: z.ZodType<{ Endpoints: { docker: { Host: string } } }> = z.object({
  Endpoints: z.object({ docker: z.object({ Host: z.string().min(1) }) }),
})

/**
 * The context that the docker CLI would use: `undefined` when none is set, or when it is
 * `default`, which is the CLI's word for "no context".
 *
 * @param wanted - DOCKER_CONTEXT; it outranks `currentContext` of config.json.
 * @throws Error when config.json cannot be read.
 */
export function currentContext(configDir: string, wanted: string | undefined): string | undefined {
  const file = join(configDir, 'config.json')
  const name = wanted ?? (existsSync(file) ? readJson(file, CliConfig).currentContext : undefined)
  return name === '' || name === 'default' ? undefined : name
}

/**
 * Where the engine of a context listens. The CLI keeps a context in a folder named after the
 * SHA-256 of its name: `contexts/meta/<id>/meta.json`, and its certificates, if any, in
 * `contexts/tls/<id>/docker/` (github.com/docker/cli, cli/context/store).
 *
 * @throws Error when there is no such context, or its file cannot be read.
 */
export function contextAddress(configDir: string, name: string): Address {
  const id = createHash('sha256').update(name).digest('hex')
  const meta = join(configDir, 'contexts', 'meta', id, 'meta.json')
  if (!existsSync(meta)) throw new Error(`no such context; "docker context ls" lists them`)
  const certDir = join(configDir, 'contexts', 'tls', id, 'docker')
  const { Host: host } = readJson(meta, ContextMeta).Endpoints.docker
  return { host, certDir: existsSync(certDir) ? certDir : undefined }
}

function readJson<T>(file: string, schema: z.ZodType<T>): T {
  try {
    return schema.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch (cause) {
    throw new Error(`${file} cannot be read`, { cause })
  }
}
