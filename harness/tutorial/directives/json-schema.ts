import { z } from 'zod'
import { directiveSchema, sidecarSchema } from './schema.ts'

/** As much of JSON Schema as is made here. */
export interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly additionalProperties?: JsonSchema | boolean
  readonly items?: JsonSchema
  readonly anyOf?: readonly JsonSchema[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly type?: string
}

/** What `sidecar.schema.json` has to be, for editors to complete a sidecar by. */
export function sidecarJsonSchema(): JsonSchema {
  return z.toJSONSchema(sidecarSchema, { io: 'input' }) as JsonSchema
}

export function directiveJsonSchema(): JsonSchema {
  return z.toJSONSchema(directiveSchema, { io: 'input' }) as JsonSchema
}
