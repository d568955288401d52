import { gzipSync } from 'node:zlib'
import { groupsOf, type Grid, type Group } from './_arrange.ts'
import { groupSection } from './_group.ts'
import type { KeptLogs } from './_kept-logs.ts'
import { count, markup, type Html } from './_text.ts'

/** Characters of what stands in a page as it is, and so can be read without a script. */
const PLAIN = 4_194_304

/**
 * The checks of all groups. A browser that runs scripts keeps what is in `noscript` as text, of which
 * the script shows one at a time: ten thousand of them cost it nothing. Of a page that would be too
 * large the rest, and never what failed before what did not, is packed by tutorials; it needs the script.
 */
export function sections(grid: Grid, logs: KeptLogs): Html {
  let room = PLAIN
  const failed = new Map<Group, Html>()
  for (const group of groupsOf(grid).filter(({ counts }) => counts.failed > 0)) {
    const section = groupSection(group, logs)
    room -= section.html.length
    if (room < 0) break
    failed.set(group, section)
  }
  let left = 0
  const parts = grid.rows.flatMap(({ groups }) => {
    const packed: (readonly [Group, Html])[] = []
    const plain = groups.map((group) => {
      if (!group) return undefined
      const section = failed.get(group) ?? groupSection(group, logs)
      if (!failed.has(group)) room -= section.html.length
      if (room >= 0 || failed.has(group)) return plainPart(group, section)
      left += group.checks.length
      packed.push([group, section])
    })
    return [...plain, packed.length > 0 && packedPart(packed)]
  })
  const told = `${count(left, 'more check')} cannot be shown without JavaScript.`
  return markup`${parts}${left > 0 && markup`<noscript><p>${told}</p></noscript>`}`
}

function plainPart({ anchor }: Group, section: Html): Html {
  return markup`<noscript data-group="${anchor}">${section}</noscript>`
}

/** A script of an unknown type is data. Anchors have no blanks in them. */
function packedPart(parts: readonly (readonly [Group, Html])[]): Html {
  const anchors = parts.map(([{ anchor }]) => anchor).join(' ')
  const text = JSON.stringify(parts.map(([, section]) => section.html))
  return markup`<script type="text/plain" data-groups="${anchors}">${gzipSync(text).toString('base64')}</script>`
}
