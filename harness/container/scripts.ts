import { readFileSync } from 'node:fs'

/** The programs that run inside the container. Bash and coreutils are all they may expect there. */
export type ScriptName = 'hold' | 'run' | 'kill' | 'carry' | 'sandbox' | 'watch'

/** What goes before a script. */
const FIRST: Partial<Record<ScriptName, string>> = { run: 'look', watch: 'look' }

/** The argv that runs a script: its text travels as an argument, so nothing has to be copied in. */
export function scriptArgv(name: ScriptName, ...args: readonly (string | number)[]): string[] {
  const text = [FIRST[name], name].flatMap((part) => (part ? [read(`${part}.sh`)] : [])).join('\n')
  return ['bash', '--norc', '-c', text, `nixproof-${name}`, ...args.map(String)]
}

/** The text of a script that becomes a part of something else. */
export function scriptText(name: 'reader' | 'enter'): string {
  return read(`${name}.sh`)
}

/** What bash cannot do: take connections, or carry many. The layer of Dockerfile.nix has this. */
const PYTHON = '/nix/var/nix/gcroots/nixproof-python/bin/python3'

/**
 * The argv of relay.py or tunnel.py, each with channel.py and channels.py before it. Nothing that a
 * tutorial sets in the environment can change it.
 */
export function channelsArgv(
  name: 'relay' | 'tunnel',
  ...args: readonly (string | number)[]
): string[] {
  const program = ['channel', 'channels', name].map((part) => read(`${part}.py`)).join('\n')
  return [PYTHON, '-ISB', '-c', program, ...args.map(String)]
}

/** The argv of warm.py. */
export function warmArgv(command: string, ...args: readonly (string | number)[]): string[] {
  return [PYTHON, '-ISB', '-c', read('warm.py'), command, ...args.map(String)]
}

const texts = new Map<string, string>()

function read(file: string): string {
  const known = texts.get(file)
  if (known !== undefined) return known
  const text = readFileSync(new URL(`./scripts/${file}`, import.meta.url), 'utf8')
  texts.set(file, text)
  return text
}
