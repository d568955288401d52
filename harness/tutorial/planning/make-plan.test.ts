import { describe, expect, test } from 'vitest'
import { formatPlan } from './format-plan.ts'
import { makePlan } from './make-plan.ts'

const SECTION = (index: number) =>
  [
    `## Section ${index}`,
    `Inside \`file${index}.py\`, see http://localhost:5000:`,
    `\`\`\`python\nprint(${index})\n\`\`\``,
    `\`\`\`console\n$ ./result/bin/app${index}\nListening\n\`\`\``,
  ].join('\n\n')

function sections(count: number): string {
  return Array.from({ length: count }, (_, index) => SECTION(index)).join('\n\n')
}

describe('makePlan()', () => {
  test('plans 10,000 blocks, each with its own steps', () => {
    const { plan, findings } = makePlan({ file: 'a.md', text: sections(5000) })
    expect(plan.checks).toHaveLength(10_000)
    expect(findings).toEqual([])
    const { steps, line } = plan.checks[9999]!
    expect(line).toBe(5000 * 13 - 4)
    expect(steps).toMatchObject([{ do: 'command', run: './result/bin/app4999' }, { do: 'request' }])
  })

  test('leaves the shells of a terminal open for what is typed into another one', () => {
    const server =
      '```console\n$ nix-shell -p python311\n\n[nix-shell:~]$ python3 -m http.server 8123\n```\n'
    const other = 'In another terminal:\n\n```console\n$ curl http://localhost:8123/\n```\n'
    const shells = '```console\n$ nix-shell -p curl\n\n[nix-shell:~]$ curl localhost:8123\n```\n'
    const directive = '<!-- nixproof session: two -->\n```console\n$ echo\n```\n'
    const text = [server, other, `In a second terminal:\n\n${shells}`, directive].join('\n')
    const { plan } = makePlan({ file: 'a.md', text })
    const steps = plan.checks.map((check) =>
      check.steps.flatMap((step) =>
        step.do === 'open' || step.do === 'close' || step.do === 'command'
          ? [`${step.do} ${step.shell}`]
          : [],
      ),
    )
    expect(steps).toEqual([
      ['open main/1', 'command main/1'],
      ['command beside'],
      ['open beside/2', 'command beside/2'],
      ['command two'],
    ])
  })

  test('grows with its text where many fragments are in one section', () => {
    const fragment = (index: number) => `\`\`\`nix\nservices.x${index}.enable = true;\n\`\`\`\n`
    const carried = (count: number) =>
      makePlan({
        file: 'a.md',
        text: Array.from({ length: count }, (_, index) => fragment(index)).join('\n'),
      })
        .plan.checks.flatMap(({ steps }) => steps)
        .map((step) => (step.do === 'configure' ? step.fragments.length : 0))
        .reduce((sum, one) => sum + one)
    expect(carried(20)).toBe((20 * 21) / 2)
    expect(carried(2000) / carried(1000)).toBeLessThan(2.1)
  })

  test('plans a document of a megabyte that is one block, and one without a line ending', () => {
    const lines = Array.from({ length: 50_000 }, (_, index) => `echo number ${index}`)
    const { plan } = makePlan({ file: 'a.md', text: `\`\`\`bash\n${lines.join('\n')}\n\`\`\`\n` })
    expect(plan.checks[0]!.steps).toHaveLength(50_000)
    const long = makePlan({
      file: 'a.md',
      text: `\`${'x'.repeat(1_000_000)}\` [${'*'.repeat(1000)}`,
    })
    expect(long.findings.map(({ code }) => code)).toEqual(['NO_CHECKS'])
  })

  test('takes what is nested without an end, and paragraphs of nothing but names', () => {
    const fence = (language: string, code: string) => `\`\`\`${language}\n${code}\n\`\`\`\n`
    const kinds = (text: string) =>
      makePlan({
        file: 'a.md',
        text,
        workspace: { files: ['b.py'], read: () => '' },
      }).plan.checks.map(({ kind }) => kind)
    expect(kinds(fence('nix', '('.repeat(200_000)))).toEqual(['nix fragment'])
    expect(kinds(fence('nix', '{ a = '.repeat(50_000)))).toEqual(['nix fragment'])
    expect(kinds(fence('bash', '$('.repeat(50_000)))).toEqual(['commands'])
    const steps = Array.from({ length: 300 }, (_, depth) => `${' '.repeat(depth)}b${depth}/`)
    expect(kinds(fence('', steps.join('\n')))).toEqual(['unknown'])
    // The square of this would take minutes.
    expect(kinds('`a.py` '.repeat(30_000))).toEqual([])
    expect(kinds('http://localhost:5000/a '.repeat(20_000))).toEqual([])
    expect(kinds(fence('console', `$ cat <<EOF\n${'line\n'.repeat(20_000)}`))).toEqual(['commands'])
  })

  test('carries what a directive says into the check', () => {
    const text =
      '<!-- nixproof { timeout: 1.5s, expect: fail, tags: [slow] } -->\n```sh\nfalse\n```\n'
    const [check] = makePlan({ file: 'a.md', text }).plan.checks
    expect(check).toMatchObject({ timeout: 1500, expect: 'fail', tags: ['slow'], line: 2 })
  })

  test('does not count on what a skipped block would have done', () => {
    const text = '<!-- nixproof skip: no -->\n```sh\ncd app\n```\n\n```sh\nls\n```\n'
    const [skipped, second] = makePlan({ file: 'a.md', text }).plan.checks
    expect(skipped).toMatchObject({
      steps: [],
      skip: { reason: 'no', place: { file: 'a.md', line: 1 } },
    })
    expect(second!.steps).toMatchObject([{ do: 'command', run: 'ls', shell: 'main' }])
  })
})

describe('formatPlan()', () => {
  test('says of each block what is done, and why', () => {
    const text = '# Build\n\n```bash\nnix-build\n```\n\n```mermaid\nx\n```\n'
    expect(formatPlan(makePlan({ file: 'a.md', text }))).toBe(
      [
        'a.md: 1 check, 1 skipped',
        '',
        'a.md:3  Build  commands (bash)',
        '  run nix-build',
        '  why: "bash" is typed into a shell',
        '',
        'a.md:7  Build  unknown (mermaid)',
        '  skipped: "mermaid" is a picture',
      ].join('\n'),
    )
  })
})
