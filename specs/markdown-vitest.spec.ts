import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { PYTHON } from './_support.ts'
import { makeProject } from './_vitest.ts'

const GREETINGS = `# Greetings

<!-- nixproof { tags: [quick] } -->
\`\`\`console
$ echo hello
hello
\`\`\`

## Wrong

\`\`\`console
$ printf 'one\\ntwo\\n'
one
three
\`\`\`

<!-- nixproof skip: needs a window -->
\`\`\`bash
firefox
\`\`\`

## Serves

\`\`\`bash
cd site
./serve
\`\`\`

Open \`http://localhost:8000/\`.

## Fails

\`\`\`bash
seq 300; cat greeting.nix | grep ^nothing
\`\`\`

\`\`\`bash
echo after
\`\`\`
`

interface Reported {
  readonly testResults: readonly {
    readonly assertionResults: readonly {
      readonly title: string
      readonly status: string
      readonly failureMessages: readonly string[]
      readonly location?: { readonly line: number }
      readonly tags: readonly string[]
      readonly meta: { readonly verdict?: Readonly<Record<string, unknown>> }
    }[]
  }[]
}

const titled = (report: Reported, line: number) =>
  report.testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .find(({ title }) => title.endsWith(` > line ${line}`))!

describe('nixproof() in a vitest.config.ts', () => {
  test('makes each block a test, at its line, for all reporters', async () => {
    await using project = await makeProject({
      'README.md': GREETINGS,
      'greeting.nix': '1\n',
      'site/index.html': 'hello',
      'site/serve': `#!/bin/sh\nexec ${PYTHON} -m http.server --bind 127.0.0.1 8000\n`,
    })
    const names = ['default', 'github-actions', 'tap', 'junit', 'json', 'blob']
    const { exitCode, stdout, stderr } = await project.vitest(
      'run',
      '--outputFile.junit=out/junit.xml',
      '--outputFile.json=out/report.json',
      '--outputFile.blob=blobs/blob.json',
      '--includeTaskLocation',
      ...names.map((name) => `--reporter=${name}`),
    )
    expect(exitCode).toBe(1)

    // The terminal: what failed, where a click leads to, and the lines there.
    expect(stdout).toMatch(/✓ Greetings > line 4/)
    expect(stdout).toMatch(/↓ Wrong > line 18 .*\[needs a window\]/)
    expect(stdout).toMatch(/↓ Fails > line 37 .*\[The block at line 33 does not hold/)
    expect(stderr).toMatch(
      /FAIL {2}README\.md:11 > Wrong > line 11\nThe tutorial is wrong: .* \[DRIFT_OUTPUT\]\n/,
    )
    expect(stderr).toMatch(/ ❯ README\.md:14:1\n.*12\| .*\n.*13\| one\n.*14\| three\n.*\^\n/)
    expect(stderr).toMatch(/ ❯ README\.md:34:1\n/)
    expect(stderr).not.toMatch(/❯ .*harness|Serialized Error|node_modules/)

    expect(stdout).toMatch(
      /^::error file=\S+README\.md,title=README\.md > Wrong > line 11,line=14,column=1::The tutorial is wrong/m,
    )
    expect(stdout).not.toContain('::notice')
    expect(stdout).toMatch(/ok 3 - Wrong > line 18 # SKIP\n\s+# skipped: needs a window/)
    expect(stdout).toMatch(/at: ".*README\.md:14:1"/)

    const junit = await readFile(project.path('out/junit.xml'), 'utf8')
    expect(junit).toMatch(
      /<testsuite name="README.md" .* tests="6" failures="2" errors="0" skipped="2"/,
    )
    expect(junit).toMatch(/<property name="skipped" value="needs a window">/)
    expect(junit).toMatch(/<property name="step" value="run echo hello, \d+ ms">/)
    expect(junit).toMatch(
      /<failure message="[^"]*\[DRIFT_OUTPUT\][^"]*" type="The tutorial is wrong">/,
    )
    expect(junit).toContain('❯ README.md:14:1')

    const report = JSON.parse(await readFile(project.path('out/report.json'), 'utf8')) as Reported
    expect(titled(report, 4)).toMatchObject({
      status: 'passed',
      location: { line: 4 },
      meta: {
        verdict: { held: true, line: 4, steps: [{ what: 'run echo hello', state: 'held' }] },
      },
    })
    expect(titled(report, 11)).toMatchObject({
      status: 'failed',
      failureMessages: [expect.stringMatching(/ {2}> 14 \| three\n[^]*at \S+README\.md:14:1$/)],
      meta: {
        verdict: {
          held: false,
          code: 'DRIFT_OUTPUT',
          blame: 'tutorial',
          wanted: '"three"',
          found: '"two"',
          next: expect.any(String),
          place: { file: project.path('README.md'), line: 14, column: 1 },
        },
      },
    })
    expect(titled(report, 18)).toMatchObject({ status: 'skipped', location: { line: 18 } })

    // What was printed is whole in an attachment, and so is the exchange with the server.
    const blob = await readFile(project.path('blobs/blob.json'), 'utf8')
    expect(blob).toContain(['1', '2', '3', '4'].join(String.raw`\n`))
    expect(blob).toMatch(/GET \/\\n\\n200\\n[^"]*\\n\\nhello/)
    const merged = await project.vitest('--merge-reports=blobs', '--reporter=verbose')
    expect(merged.exitCode).toBe(1)
    expect(merged.stdout).toMatch(/✓ README\.md:24 > Serves > line 24/)
    expect(merged.stderr).toMatch(/ ❯ README\.md:14:1\n.*12\| /)
  })

  test('chooses by line, by name and by tags; tags that nobody declares do no harm', async () => {
    const files = { 'README.md': GREETINGS.split('## Wrong')[0]! + '```bash\nfalse\n```\n' }
    await using project = await makeProject(files, `tags: [{ name: 'quick' }]`)
    const runs = [['README.md:4'], ['--tags-filter=quick']]
    const results = await Promise.all(runs.map((args) => project.vitest('run', ...args)))
    for (const { exitCode, stdout } of results) {
      expect(stdout).toMatch(/Tests {2}1 passed \| 1 skipped \(2\)/)
      expect(exitCode).toBe(0)
    }
    await using strict = await makeProject(files, `tags: [{ name: 'another' }]`)
    const { stdout } = await strict.vitest('run', '-t', 'line 4')
    expect(stdout).toMatch(/Tests {2}1 passed \| 1 skipped \(2\)/)
  })

  test('says so when nothing is proved, and what a text needs that has nothing to prove', async () => {
    const skipped = '<!-- nixproof { only-on: { variant: fetched } } -->\n```bash\ntrue\n```\n'
    await using project = await makeProject({
      'empty.md': '# Nothing\n\nNo code here.\n',
      'skipped.md': skipped,
    })
    const { exitCode, stderr, stdout } = await project.vitest('run')
    expect(stderr).toMatch(/skipped\.md: every check was skipped, so nothing is proved/)
    expect(stdout).toMatch(/skipped\.md \(1 test \| 1 skipped\)/)
    expect(stderr).toMatch(/The call is wrong: There is nothing to prove in the text \[NO_CHECKS\]/)
    expect(stderr).toMatch(/wanted {2}A code block with a language/)
    expect(stderr).toMatch(/ ❯ empty\.md:1:1\n/)
    expect(exitCode).toBe(1)
  })
})
