/** Words of V8: https://github.com/v8/v8/blob/main/src/common/message-template.h, `kJsonParse*`. */
const AT = /at position (\d+)/
const TOKEN = /^Unexpected token/

/**
 * Why a text is no JSON, and where. YAML, which a configuration is read as because its parser tells
 * places, allows much that JSON does not.
 */
export function jsonFault(
  text: string,
): { readonly message: string; readonly offset: number } | undefined {
  const message = complaint(text)
  if (message === undefined) return undefined
  const [, at] = AT.exec(message) ?? []
  if (at !== undefined) return { message, offset: Number(at) }
  // Of a token V8 tells all but where it is; of an end there is nothing to tell.
  return { message, offset: TOKEN.test(message) ? offsetOfToken(text) : text.trimEnd().length }
}

/** The end of the shortest beginning with the token in it. */
function offsetOfToken(text: string): number {
  let [low, high] = [0, text.length]
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if (TOKEN.test(complaint(text.slice(0, middle)) ?? '')) high = middle
    else low = middle + 1
  }
  return low - 1
}

function complaint(text: string): string | undefined {
  try {
    JSON.parse(text)
    return undefined
  } catch (error) {
    return (error as SyntaxError).message
  }
}
