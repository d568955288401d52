import { describe, expect, test } from 'vitest'
import { stepLines } from './_step-words.ts'
import { makePlan } from './make-plan.ts'

/** The steps of the last block, in words; `~` stands for a backtick. */
function lastSteps(text: string, files: Readonly<Record<string, string>> = {}): string[] {
  const { plan } = makePlan({
    file: 'a.md',
    text: text.replaceAll('~', '`'),
    workspace: { files: Object.keys(files), read: (path) => files[path] },
  })
  return plan.checks.at(-1)!.steps.flatMap((step) => stepLines(step))
}

const COMMAND = '~~~bash\necho first > log.txt\n~~~\n\n'
const SHOWN = 'Create ~log.txt~:\n\n~~~text\nfirst\n~~~\n\n'
const SECOND = '\n\n~~~text\nsecond\n~~~\n'

describe('makePlan()', () => {
  test.each([
    ['The file ~log.txt~ now contains:'],
    ['The file ~log.txt~ contains:'],
    ['Then ~log.txt~ looks like this:'],
    ['The generated ~log.txt~:'],
    ['The command has created ~log.txt~ with this content:'],
    ['The content of ~log.txt~ is:'],
    ['~log.txt~ should be:'],
    ['~log.txt~ will be:'],
  ])('holds what a command made against the block below "%s"', (words) => {
    const then = ['compare with log.txt as it then is (1 line)']
    expect(lastSteps(COMMAND + words + SECOND)).toEqual(then)
    expect(lastSteps(COMMAND + words + SECOND, { 'log.txt': 'zero\n' })).toEqual(then)
    expect(lastSteps(SHOWN + words + SECOND)).toEqual(then)
  })

  test.each([
    ['Create ~log.txt~ with:'],
    ['Write this into ~log.txt~:'],
    ['Save it as ~log.txt~:'],
    ['Edit ~log.txt~ so that it looks like this:'],
    ['In ~log.txt~, put:'],
    ['Add this to the file ~log.txt~:'],
    ['Paste this into ~log.txt~, which now contains:'],
    ['Change ~log.txt~ to:'],
    ['Replace what ~log.txt~ contains with:'],
  ])('writes the block below "%s"', (words) => {
    expect(lastSteps(COMMAND + words + SECOND)).toEqual(['write log.txt (1 line)'])
    expect(lastSteps(SHOWN + words + SECOND)).toEqual(['write log.txt (1 line)'])
  })

  test('writes what the text tells of and nothing has made', () => {
    expect(lastSteps('Your ~log.txt~ should look like this:' + SECOND)).toEqual([
      'write log.txt (1 line)',
    ])
    const told = 'Change the first line of ~log.txt~. The file ~log.txt~ now contains:'
    expect(lastSteps(SHOWN + told + SECOND)).toEqual(['write log.txt (1 line)'])
    const here = 'Here is the new ~log.txt~, which contains:'
    expect(lastSteps(SHOWN + here + SECOND)).toEqual(['write log.txt (1 line)'])
  })

  test.each([
    ['~~~nix\nbuildInputs = [ pkgs.zlib ];\n~~~\n\n'],
    ['~~~diff\n-first\n+second\n~~~\n\n'],
    ['In ~log.txt~, add:\n\n~~~text\n...\nsecond\n~~~\n\n'],
  ])('writes what a file is after a part of it was shown to be worked in: %s', (part) => {
    expect(lastSteps(`${SHOWN}${part}The file ~log.txt~ now contains:${SECOND}`)).toEqual([
      'write log.txt (1 line)',
    ])
  })

  test('writes no file for words that only say what something in it is', () => {
    expect(lastSteps('In ~conf.txt~ the default port is:' + SECOND)).toEqual([])
  })

  test('looks for what a command may have made without naming it', () => {
    const generated = 'The generated ~lock.json~ contains:\n\n~~~json\n{}\n~~~\n'
    expect(lastSteps(COMMAND + generated)).toEqual([
      'compare with lock.json as it then is (1 line)',
    ])
  })

  test.each(['Change ~shell.nix~ to:', 'Replace the contents of ~shell.nix~ with:'])(
    'replaces a file of the workspace where the text says "%s"',
    (words) => {
      const text = `${words}\n\n~~~nix\n{ pkgs }: pkgs.b\n~~~\n`
      expect(lastSteps(text, { 'shell.nix': '{ pkgs }: pkgs.a\n' })).toEqual([
        'write shell.nix (1 line)',
      ])
      expect(lastSteps(text, { 'shell.nix': '{ pkgs }: pkgs.b\n' })).toEqual([
        'compare with shell.nix (1 line)',
      ])
    },
  )

  test.each([
    ['buildInputs = [ pkgs.zlib extra ];', ['pkgs', 'extra']],
    ['  a = lib.optional true (b: b);\n  c = with pkgs; [ d ];', ['lib', 'pkgs']],
    ['buildInputs = [ pkgs.zlib ];\n...', ['pkgs']],
    ['inherit src;\nrev = builtins.toString src.rev;', ['src']],
  ])('tells what a fragment takes from around it: %s', (fragment, given) => {
    const alone = `~~~nix\n${fragment}\n~~~\n`
    for (const words of ['', 'Add this to ~default.nix~:\n\n']) {
      const text = (words + alone).replaceAll('~', '`')
      const { plan } = makePlan({ file: 'a.md', text })
      expect(plan.checks[0]!.steps).toMatchObject([{ do: 'parse', given }])
    }
  })
})
