import type { Place } from '../../errors.ts'
import { lineStarts, positionAt } from '../lines.ts'
import type { TextFinding } from '../finding.ts'
import type { Block } from '../markdown/document.ts'
import { findBlock } from './_address.ts'
import { complaintsOf } from './complaints.ts'
import { sidecarJsonSchema } from './json-schema.ts'
import { invalid } from './read-comment.ts'
import type { Directive } from './directive.ts'
import { sidecarSchema } from './schema.ts'
import { readYaml } from './yaml.ts'

/** `NAME.nixproof.yaml`, for a text that one does not own. */
export interface SidecarFile {
  /** As it is called in findings. */
  readonly file: string
  readonly text: string
}

/** What a sidecar says of the blocks of its Markdown file. */
export interface ReadSidecar {
  readonly entries: readonly {
    readonly block: Block
    readonly directive: Directive
    readonly place: Place
  }[]
  readonly findings: readonly TextFinding[]
}

/** An entry that is about no block, or about two, is a finding and is not followed. */
export function readSidecar({ file, text }: SidecarFile, blocks: readonly Block[]): ReadSidecar {
  const starts = lineStarts(text)
  const yaml = readYaml(text)
  const placeAt = (offset: number): Place => ({ file, ...positionAt(starts, offset) })
  if (yaml.error) {
    const { message, offset } = yaml.error
    return {
      entries: [],
      findings: [invalid(placeAt(offset), 'The sidecar is no YAML', 'YAML', message)],
    }
  }
  const result = sidecarSchema.safeParse(yaml.value)
  if (!result.success) {
    const complaints = complaintsOf(result.error.issues, sidecarJsonSchema(), yaml.value)
    const findings = complaints.map(({ path, key, summary, wanted }) =>
      invalid(placeAt(yaml.offsetOf(path, key)), summary, wanted),
    )
    return { entries: [], findings }
  }
  const entries: { block: Block; directive: Directive; place: Place }[] = []
  const findings: TextFinding[] = []
  for (const [index, { heading, line, contains, ...directive }] of result.data.blocks.entries()) {
    const place = placeAt(yaml.offsetOf(['blocks', index], false))
    const found = findBlock({ heading, line, contains }, blocks, place)
    if ('block' in found) entries.push({ block: found.block, directive, place })
    else findings.push(found.finding)
  }
  return { entries, findings }
}
