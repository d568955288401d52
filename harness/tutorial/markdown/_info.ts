/** What an info string says. */
export interface Info {
  readonly language: string
  readonly title?: string
  readonly attributes: Readonly<Record<string, string>>
  /** The name of a MyST directive: `code-block` of `{code-block} nix`. */
  readonly directive?: string
  /** What stands behind it. */
  readonly argument?: string
}

const ATTRIBUTE = /([\w-]+)=(?:"([^"]*)"|'([^']*)'|([^\s"'{},]+))/g
const TITLES = ['title', 'file', 'filename', 'path', 'name', 'caption'] as const

/**
 * `nix`, `nix title="default.nix"`, `nix default.nix`, `nix:default.nix`, `{.nix file=…}` as Pandoc
 * writes it, `nix{1,3}` with lines to be shown, `{code-block} nix` of MyST.
 */
export function readInfo(info: string): Info {
  if (/^[\w+-]*$/.test(info)) return { language: info.toLowerCase(), attributes: {} }
  const myst = /^\{([a-z][\w:-]*)\}\s*(.*)$/i.exec(info)
  if (myst && !info.startsWith('{.')) {
    const argument = (myst[2] ?? '').trim()
    const language = /^[^\s{},]*/.exec(argument)?.[0] ?? ''
    return {
      language: language.toLowerCase(),
      attributes: {},
      directive: myst[1]!.toLowerCase(),
      argument,
    }
  }
  const attributes: Record<string, string> = {}
  const rest = info.replaceAll(ATTRIBUTE, (_, key: string, ...values: (string | undefined)[]) => {
    attributes[key.toLowerCase()] = values.slice(0, 3).find((value) => value !== undefined) ?? ''
    return ' '
  })
  const [first = '', ...words] = withoutClasses(rest)
    .replaceAll(/\{[\d\s,-]*\}/g, ' ')
    .replaceAll(/[{},]/g, ' ')
    .trim()
    .split(/\s+/)
  const [language, afterColon] = split(
    Object.keys(attributes).length && !info.match(/^[{.\s]*[\w+-]+/) ? '' : first,
  )
  const title =
    titleOf(attributes) ?? [afterColon, ...words].find((word) => word && looksLikeFile(word))
  return {
    language: language.replace(/^\.+/, '').toLowerCase(),
    attributes,
    ...(title !== undefined && { title }),
  }
}

/** In `{ .bash .annotate #id }` the first class is the language, and nothing names a file. */
function withoutClasses(text: string): string {
  return text.replaceAll(/\{[^{}]*\}/g, (braces, at: number) => {
    const language = at === 0 ? /(?<=[\s{]\.)[\w+-]+/.exec(braces)?.[0] : undefined
    return language ?? braces.replaceAll(/(?<=[\s{])[.#][^\s{}]+/g, ' ')
  })
}

export function titleOf(attributes: Readonly<Record<string, string>>): string | undefined {
  return TITLES.map((key) => attributes[key]).find((value) => value && looksLikeFile(value))
}

function split(word: string): [string, string | undefined] {
  const colon = word.indexOf(':')
  return colon > 0 ? [word.slice(0, colon), word.slice(colon + 1)] : [word, undefined]
}

/** A name with an ending, a path, or one of the names that files without an ending have. */
export function looksLikeFile(word: string): boolean {
  if (/[\s*?<>|"'$`{}()=;:]|:\/\//.test(word) || /\.{3}|…/.test(word)) return false
  if (/^(Makefile|Dockerfile|Justfile|Procfile|LICENSE|\.[a-z][\w.-]+)$/.test(word)) return true
  if (/^(?:\d+\.)+\d+$/.test(word) || /^[\d.]+$/.test(word)) return false
  const name = word.split('/').at(-1) ?? ''
  return (
    /^[\p{L}\p{M}\p{N}_@+.~-]*[\p{L}\p{M}\p{N}_@+~-]\.[A-Za-z][\w-]{0,9}$/u.test(name) &&
    !/^(?:e\.g|i\.e)\.?$/i.test(name)
  )
}

/** `NAME.md` and `foo.example` stand for names. */
export function standsForNames(file: string): boolean {
  return /(?:^|\/)(?:NAME|FILE|DIR|FOO|YOUR|MY|OWNER|REPO|PATH|X{3})\w*\b|\.example$|\bx\.\w+$/.test(
    file,
  )
}
