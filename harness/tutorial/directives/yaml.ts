import { isMap, isNode, isPair, isScalar, isSeq, parseDocument, type Document } from 'yaml'

/** YAML as data, and where in the text each part of it is. */
export interface YamlText {
  readonly value: unknown
  /** The first thing that is no YAML. */
  readonly error?: { readonly message: string; readonly offset: number }
  /** Offset of the value at a path, or of its key. */
  readonly offsetOf: (path: readonly PropertyKey[], key: boolean) => number
}

export function readYaml(text: string): YamlText {
  const document = parseDocument(text, { prettyErrors: false, uniqueKeys: true, logLevel: 'error' })
  const offsetAt = (path: readonly PropertyKey[], key: boolean) =>
    offsetOf(document, path, key) ?? 0
  const [error] = document.errors
  if (error) {
    return {
      value: undefined,
      error: { message: error.message, offset: error.pos[0] },
      offsetOf: offsetAt,
    }
  }
  try {
    return { value: document.toJS(), offsetOf: offsetAt }
  } catch (cause) {
    // An alias of nothing, or too many of them.
    return {
      value: undefined,
      error: { message: (cause as Error).message, offset: 0 },
      offsetOf: offsetAt,
    }
  }
}

/** Of what is there of a path: what is left out has the place of what it is left out of. */
function offsetOf(
  document: Document,
  path: readonly PropertyKey[],
  key: boolean,
): number | undefined {
  let node: unknown = document.contents
  let offset = isNode(node) ? node.range?.[0] : undefined
  for (const [index, part] of path.entries()) {
    const pair = isMap(node)
      ? node.items.find(
          (item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(part),
        )
      : undefined
    const next: unknown = isSeq(node) ? node.items[Number(part)] : pair?.value
    if (next === undefined || next === null) return offset
    const wanted = pair && key && index === path.length - 1 ? pair.key : next
    offset = (isNode(wanted) ? wanted.range?.[0] : undefined) ?? offset
    node = next
  }
  return offset
}
