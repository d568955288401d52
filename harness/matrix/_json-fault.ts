/**
 * Why a text is no JSON. YAML, which a configuration is read as because its parser tells places,
 * allows much that JSON does not.
 *
 * @returns Without an offset where the engine tells none.
 */
export function jsonFault(
  text: string,
): { readonly message: string; readonly offset?: number } | undefined {
  try {
    JSON.parse(text)
    return undefined
  } catch (error) {
    const { message } = error as SyntaxError
    // Words of V8: https://github.com/v8/v8/blob/main/src/common/message-template.h, kJsonParse*
    const [, at] = /at position (\d+)/.exec(message) ?? []
    return { message, ...(at !== undefined && { offset: Number(at) }) }
  }
}
