/** Endings that files of a language have. */
const ENDINGS: Readonly<Record<string, readonly string[]>> = {
  bash: ['sh', 'bash'],
  c: ['c', 'h'],
  cmake: ['cmake', 'txt'],
  cpp: ['cpp', 'cc', 'cxx', 'hpp', 'h'],
  'c++': ['cpp', 'cc', 'cxx', 'hpp', 'h'],
  css: ['css'],
  csv: ['csv'],
  dhall: ['dhall'],
  elixir: ['ex', 'exs'],
  go: ['go', 'mod'],
  haskell: ['hs', 'cabal'],
  html: ['html', 'htm'],
  ini: ['ini', 'cfg', 'conf'],
  java: ['java'],
  javascript: ['js', 'mjs', 'cjs', 'jsx'],
  js: ['js', 'mjs', 'cjs', 'jsx'],
  json: ['json', 'lock'],
  jsx: ['jsx'],
  julia: ['jl'],
  kotlin: ['kt', 'kts'],
  lua: ['lua'],
  make: ['mk'],
  markdown: ['md'],
  nix: ['nix'],
  ocaml: ['ml', 'mli'],
  perl: ['pl', 'pm'],
  php: ['php'],
  py: ['py'],
  python: ['py'],
  python3: ['py'],
  r: ['R', 'r'],
  rb: ['rb'],
  rs: ['rs'],
  ruby: ['rb'],
  rust: ['rs'],
  scala: ['scala', 'sbt'],
  scss: ['scss'],
  sh: ['sh', 'bash'],
  shell: ['sh', 'bash'],
  sql: ['sql'],
  svg: ['svg'],
  toml: ['toml'],
  ts: ['ts', 'mts'],
  tsx: ['tsx'],
  typescript: ['ts', 'mts', 'tsx'],
  vim: ['vim'],
  xml: ['xml'],
  yaml: ['yaml', 'yml'],
  yml: ['yaml', 'yml'],
  zig: ['zig'],
  zsh: ['zsh', 'sh'],
}
const ALL: ReadonlySet<string> = new Set([
  ...Object.values(ENDINGS).flat(),
  'env',
  'md',
  'service',
  'txt',
])

/** Text without a language: output, listings, messages. */
export const PLAIN: ReadonlySet<string> = new Set([
  '',
  'ansi',
  'log',
  'none',
  'nohighlight',
  'output',
  'plain',
  'plaintext',
  'text',
  'tree',
  'txt',
])
export const PICTURES: ReadonlySet<string> = new Set([
  'dot',
  'graphviz',
  'math',
  'mermaid',
  'plantuml',
])
export const WINDOWS: ReadonlySet<string> = new Set([
  'bat',
  'batch',
  'cmd',
  'powershell',
  'ps1',
  'pwsh',
])

/** Whether a file of that name may be written in that language. */
export function fits(file: string, language: string): boolean {
  const name = file.split('/').at(-1) ?? ''
  const ending = /\.([^.]+)$/.exec(name)?.[1]
  if (ending === undefined || name.startsWith('.')) return true
  const endings = ENDINGS[language]
  if (endings) return endings.includes(ending)
  return PLAIN.has(language) ? ALL.has(ending) : !ALL.has(ending) || ending === language
}

/** Whether a name has an ending that files have. */
export function hasKnownEnding(name: string): boolean {
  return ALL.has(/\.([^./]+)$/.exec(name)?.[1] ?? '')
}
