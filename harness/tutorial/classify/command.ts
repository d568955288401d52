import type { SimpleCommand } from './_bash.ts'

/** What a command does to the shell that it is typed in. */
export type ShellEffect =
  | {
      readonly kind: 'opens'
      readonly shell: 'nix-shell' | 'nix develop' | 'nix shell' | 'nix repl' | 'shell'
    }
  | { readonly kind: 'leaves' }
  | { readonly kind: 'rebuilds'; readonly action: string }
  | { readonly kind: 'none' }

const RUNS = ['--run', '--command', '-c']

export function effectOf(commands: readonly SimpleCommand[]): ShellEffect {
  const last = commands.at(-1)
  if (!last) return { kind: 'none' }
  const { name, args } = last
  const [verb = ''] = args.filter((word) => !word.startsWith('-'))
  const waits = !args.some((word) => RUNS.includes(word))
  if (name === 'exit' || name === 'logout') return { kind: 'leaves' }
  if (name === 'nix-shell' && waits) return { kind: 'opens', shell: 'nix-shell' }
  if (name === 'nix' && waits && (verb === 'develop' || verb === 'shell')) {
    return { kind: 'opens', shell: `nix ${verb}` }
  }
  if (name === 'nix' && verb === 'repl') return { kind: 'opens', shell: 'nix repl' }
  if (/^(?:ba|z|fi)?sh$/.test(name) && args.length === 0) return { kind: 'opens', shell: 'shell' }
  if (name === 'nixos-rebuild') return { kind: 'rebuilds', action: verb || 'switch' }
  return { kind: 'none' }
}

const EDITORS = /^(?:nano|vi|vim|nvim|emacs|code|micro|hx|gedit|kate|\$EDITOR)$/
const PAGERS = /^(?:less|more|man|top|htop|btop|watch|tmux|screen|ssh|passwd)$/
const DESKTOP = /^(?:xdg-open|open|firefox|chromium|google-chrome)$/
const MACHINE =
  /^(?:reboot|shutdown|poweroff|fdisk|cfdisk|parted|mkfs(?:\.\w+)?|mkswap|swapon|mount|umount|nixos-install|nixos-generate-config|nixos-enter)$/
const MANAGERS = /^(?:apt|apt-get|dnf|yum|pacman|brew|zypper|snap|flatpak|choco|winget)$/

/** Why a command cannot be run as it stands; `undefined` for one that can. */
export function whyNot(text: string, commands: readonly SimpleCommand[]): string | undefined {
  for (const { name, args } of commands) {
    if (EDITORS.test(name)) return `"${name}" is an editor: it waits for a person`
    if (PAGERS.test(name)) return `"${name}" waits for a person`
    if (DESKTOP.test(name) && args.length) return `"${name}" opens a window`
    if (MACHINE.test(name)) return `"${name}" needs a machine of its own`
    if (MANAGERS.test(name)) return `"${name}" is the package manager of another system`
  }
  if (/nixos\.org\/nix\/install|install\.determinate\.systems|install\.lix\.systems/.test(text)) {
    return 'It installs Nix, which the container has'
  }
  const placeholder = placeholderIn(text)
  return placeholder === undefined
    ? undefined
    : `"${placeholder}" stands for something of the reader's own`
}

function placeholderIn(text: string): string | undefined {
  const code = text.split(/<<-?\s*['"]?\w+/)[0] ?? text
  const angles = /(?<![<\w$(])<([a-z][\w. -]*[\w.])>/i.exec(code)
  if (angles && !/^(?:nixpkgs|nixos|nix)[\w./-]*$/.test(angles[1]!)) return angles[0]
  return /\bYOUR[_-][A-Z_-]+\b|\/path\/to\/[\w./-]+/.exec(code)?.[0]
}

const SERVERS: readonly (readonly [RegExp, string])[] = [
  [/^(?:\.\/)?result(?:-\w+)?\/bin\//, 'a program that Nix built'],
  [/^\.\/[\w./-]+$/, 'a program of the workspace'],
]
const STARTERS: Readonly<Record<string, RegExp>> = {
  cargo: /^run\b/,
  flask: /^(?:.* )?run\b/,
  go: /^run\b/,
  gunicorn: /./,
  hugo: /^serve/,
  mkdocs: /^serve/,
  nix: /^run\b/,
  node: /\.m?js\b/,
  npm: /^(?:start|run (?:dev|start|serve))\b/,
  php: /-S\b/,
  python: /\.py\b|-m (?:http\.server|flask|uvicorn)|manage\.py/,
  python3: /\.py\b|-m (?:http\.server|flask|uvicorn)|manage\.py/,
  rails: /^s/,
  ruby: /\.rb\b/,
  uvicorn: /./,
}

/** Why a command may be a server, and so not end by itself; the run finds out. */
export function whyServer(
  commands: readonly SimpleCommand[],
  installed: ReadonlySet<string>,
): string | undefined {
  const last = commands.at(-1)
  if (!last) return undefined
  const { name, args } = last
  if (args.some((word) => /^(?:--(?:help|version)|-[hV])$/.test(word))) return undefined
  const run = args.findIndex((word) => RUNS.includes(word))
  if (/^nix(?:-shell)?$/.test(name) && run >= 0) {
    const [inner = '', ...rest] = (args[run + 1] ?? '').split(/\s+/)
    const words = [...rest, ...args.slice(run + 2)]
    return whyServer([{ ...last, name: inner, args: words }], installed)
  }
  const known = SERVERS.find(([pattern]) => pattern.test(name))
  if (known) return `"${name}" is ${known[1]}`
  if (installed.has(name)) return `"${name}" is a program that the configuration installs`
  const starter = STARTERS[name.slice(name.lastIndexOf('/') + 1)]
  return starter?.test(args.join(' '))
    ? `"${[name, ...args].join(' ')}" starts a program`
    : undefined
}
