import type { Excerpt, Step } from './step.ts'

/** A step in words; text that goes on shows its first line. */
export function stepLines(step: Step): string[] {
  switch (step.do) {
    case 'write':
      return [`write ${step.path} (${lines(step)})`]
    case 'compare':
      return [
        `compare with ${step.path}${step.now ? ' as it then is' : ''}${step.part ? ', as a part of it' : ''} (${lines(step)})`,
      ]
    case 'paths':
      return [
        `check that there are ${step.paths.map(({ path, directory }) => (directory ? `${path}/` : path)).join(', ')}`,
      ]
    case 'command': {
      const where = [
        ...(step.shell === 'main' ? [] : [`in ${step.shell}`]),
        ...(step.cwd === undefined
          ? []
          : [`from ${step.cwd === '.' ? 'the workspace' : step.cwd}`]),
      ]
      if (step.skip !== undefined) return [`leave out ${first(step.run)}: ${step.skip}`]
      return [
        `run ${first(step.run)}${where.length ? ` (${where.join(', ')})` : ''}`,
        ...(step.mayServe === undefined
          ? []
          : [`  it may listen, and then stays until the shell is needed: ${step.mayServe}`]),
        ...(step.listens ?? []).map(
          ({ port, at }) =>
            `  expects it to listen on port ${port} (the text says so, on line ${at.line})`,
        ),
        ...(step.output ? [`  expects it to print ${first(step.output.text)}`] : []),
      ]
    }
    case 'open':
      return [
        `open ${step.kind} as ${step.shell}: ${first(step.run)}${step.cwd === undefined ? '' : ' (from the workspace)'}`,
      ]
    case 'close':
      return [`leave ${step.shell}: ${step.why}`]
    case 'repl':
      return step.inputs.map(
        ({ text, output }) =>
          `type ${first(text)} into nix repl${output ? `, expects ${first(output.text)}` : ''}`,
      )
    case 'evaluate':
      return [
        `evaluate it (${lines(step)})`,
        ...(step.output ? [`  expects the value ${first(step.output.text)}`] : []),
      ]
    case 'build':
      return [`build it${step.call ? ' with callPackage' : ''} (${lines(step)})`]
    case 'parse':
      return [`parse it (${lines(step)})`]
    case 'configure': {
      const from = step.fragments.map(({ at }) => at.line).join(', ')
      return [
        `nixos-rebuild ${step.action} with the configuration of line ${from}${step.mountAs === undefined ? '' : `, the workspace also at ${step.mountAs}`}`,
      ]
    }
    case 'request':
      return [
        `request ${step.url}${step.contains === undefined ? '' : `, expects "${step.contains}" in the answer, in any case`} (${step.why.toLowerCase()}${/\d$/.test(step.why) ? '' : `, on line ${step.at.line}`})`,
      ]
    case 'output':
      return [`compare with what was printed (${lines(step)})`]
  }
}

function lines({ text }: Excerpt): string {
  const count = text.split('\n').length
  return count === 1 ? '1 line' : `${count} lines`
}

function first(text: string): string {
  const [line = '', ...rest] = text.split('\n')
  const short = line.length > 100 ? `${line.slice(0, 99)}…` : line
  return rest.length ? `${short} … (${rest.length + 1} lines)` : short
}
