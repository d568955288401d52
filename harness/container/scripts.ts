import { readFileSync } from 'node:fs'

/** The programs that run inside the container. Bash and coreutils are all they may expect there. */
export type ScriptName = 'hold' | 'run' | 'kill' | 'carry'

/** The argv that runs a script: its text travels as an argument, so nothing has to be copied in. */
export function scriptArgv(name: ScriptName, ...args: readonly (string | number)[]): string[] {
  return ['bash', '--norc', '-c', read(name), `nixproof-${name}`, ...args.map(String)]
}

const texts = new Map<ScriptName, string>()

function read(name: ScriptName): string {
  const known = texts.get(name)
  if (known !== undefined) return known
  const text = readFileSync(new URL(`./scripts/${name}.sh`, import.meta.url), 'utf8')
  texts.set(name, text)
  return text
}
