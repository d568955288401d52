import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { DetailedResult } from '../result.ts'
import { renderPage } from './render-page.ts'

const assets = { style: 'a{}', script: 'let a' }

const proved: DetailedResult = {
  tutorial: 'docs/a.md',
  name: 'Install > Nix > line 12',
  line: 12,
  state: 'proved',
  durationMs: 1200,
  steps: [
    { what: 'nix-build', state: 'held', durationMs: 900 },
    { what: 'run hello', state: 'held', durationMs: 100 },
  ],
  notes: ['nix-build', 'it prints "Hello"'],
}
const failed: DetailedResult = {
  ...proved,
  tutorial: 'docs/b.md',
  name: 'Run > line 40',
  line: 40,
  state: 'failed',
  failure: {
    blame: 'tutorial',
    code: 'DRIFT_OUTPUT',
    summary: '"a" prints something else',
    place: { file: 'docs/b.md', line: 42 },
    frame: { first: 40, lines: ['```console', '$ a', 'b', '```'] },
    wanted: 'b',
    found: 'a',
    diff: '-b\n+a',
    next: 'Correct the text',
    log: 'a',
  },
}
const starved: DetailedResult = {
  ...failed,
  failure: { blame: 'environment', code: 'OUT_OF_DISK', summary: 'The store has no room' },
}
const skipped: DetailedResult = {
  tutorial: 'docs/a.md',
  name: 'Look > line 50',
  line: 50,
  state: 'skipped',
  durationMs: 0,
  reason: 'Needs a window',
}

const page = (...results: DetailedResult[]): string => renderPage({ results }, assets)
/** What is read of it: between tags. */
const words = (html: string): string =>
  html
    .replaceAll(/<(?:style|script)[^]*?<\/(?:style|script)>|<[^>]*>/g, ' ')
    .replaceAll('&quot;', '"')
    .replaceAll(/\s+/g, ' ')
const headline = (html: string): string => words(/<h1>.*<\/h1>/.exec(html)?.[0] ?? '').trim()

describe('renderPage()', () => {
  test('tells the gravest of it first', () => {
    expect(headline(page(proved, { ...proved, tutorial: 'docs/c.md' }))).toBe(
      'All 2 tutorials work as they are written',
    )
    expect(headline(page(proved))).toBe('The tutorial works as it is written')
    expect(headline(page({ ...proved, expected: 'known' }))).toBe(
      'The tutorial works as it is written, but for what is known to fail',
    )
    expect(headline(page(proved, { ...skipped, tutorial: 'docs/c.md' }))).toBe(
      '1 of 2 tutorials works as it is written, nothing else was run',
    )
    expect(headline(page(proved, failed))).toBe('1 of 2 tutorials does not work as it is written')
    expect(headline(page(proved, starved))).toBe('1 of 2 tutorials could not be proved')
    expect(headline(page(starved, failed))).toBe('The tutorial does not work as it is written')
    expect(headline(page(skipped))).toBe('Nothing was proved')
    expect(headline(page())).toBe('Nothing was proved')
  })

  test('is never green where the run itself went wrong', () => {
    const results = [proved]
    const interrupted = renderPage({ results, isInterrupted: true }, assets)
    expect(headline(interrupted)).toBe('The run was interrupted')
    const fault = renderPage({ results, faults: ['TypeError: <x>'] }, assets)
    expect(headline(fault)).toBe('nixproof itself failed')
    expect(fault).toContain('TypeError: &lt;x&gt;')
    const { failure: _, ...unknown } = failed
    expect(headline(page({ ...unknown, fault: 'boom' }))).toBe('The tutorial could not be proved')
  })

  test('shows a failure whole: who has to act, the block with its line marked, what to do next', () => {
    const text = words(page(failed))
    expect(text).toContain('The tutorial is wrong: "a" prints something else DRIFT_OUTPUT')
    expect(text).toMatch(/40 ```console 41 \$ a here: 42 b 43 ```/)
    expect(text).toMatch(/Wanted b Found a Difference .* -b \+a Next Correct the text Log a/)
    expect(text).toMatch(/Steps ✓ held: nix-build 900 ms ✓ held: run hello 100 ms/)
  })

  test('shows what a check did, and why one was not done', () => {
    expect(words(page(proved))).toMatch(/proved Install &gt; Nix line 12 1\.2 s it prints "Hello"/)
    const known = { ...proved, expected: 'Known since 25.11', reused: '2026-11-23T16:40:12.000Z' }
    expect(words(page(known))).toMatch(
      /line 12 reused It was not done again; it was proved 2026-11-23 16:40 UTC It fails, as it is known to: Known since 25\.11/,
    )
    expect(words(page(skipped))).toContain('skipped Look line 50 Needs a window')
  })

  test('has a column for each cell, and says once what they have alike', () => {
    const cells = ['nix=2.34,sandbox=on', 'nix=2.8,sandbox=on']
    const html = page(...cells.map((cell) => ({ ...failed, cell })), { ...proved, cell: cells[1]! })
    expect(words(html)).toMatch(/In every cell: sandbox=on .* Tutorial nix=2\.8 nix=2\.34 docs/)
    expect(words(html)).toMatch(/docs\/ a\.md 1 proved no check/)
    // The same failure is listed once.
    expect(html.match(/<li><a|<li> <a/g)).toHaveLength(1)
    expect(words(html)).toContain('in 2 of 2 cells')
    expect(html).toContain('<a href="#docs/b.md@nix=2.34,sandbox=on" class="failed">')
    expect(html).toContain('id="docs/b.md@nix=2.34,sandbox=on:40"')
  })

  test('calls two checks on a line differently', () => {
    const html = page(failed, failed)
    expect(html).toContain('id="docs/b.md:40"')
    expect(html).toContain('id="docs/b.md:40~2"')
  })

  test('runs and loads nothing but its own', () => {
    const html = page(proved)
    const [, policy = ''] = /Content-Security-Policy" content="([^"]*)"/.exec(html) ?? []
    // printf 'a{}' | openssl dgst -sha256 -binary | base64
    expect(policy.replaceAll('&#39;', "'")).toMatch(
      /^default-src 'none'; style-src 'sha256-\S{43}='; script-src 'sha256-\S{43}='; base-uri 'none'; form-action 'none'$/,
    )
    expect(html).not.toMatch(/https?:/)
  })

  test('takes nothing that somebody else wrote for markup', () => {
    const evil = `</noscript></script><script>x</script>"'><img onerror=x>`
    const html = page({
      ...failed,
      tutorial: evil,
      name: evil,
      cell: evil,
      steps: [{ what: evil, state: 'failed' }],
      notes: [evil],
      logs: [{ name: evil, contentType: 'text/plain', body: evil }],
      fault: evil,
      failure: {
        ...failed.failure!,
        summary: evil,
        place: { file: evil, line: 1 },
        frame: { first: 1, lines: [evil] },
        wanted: evil,
        found: evil,
        diff: evil,
        next: evil,
        log: evil,
      },
    })
    expect(html).not.toContain('<img')
    expect(html.match(/<\/?noscript/g)).toHaveLength(2)
    expect(html.match(/<\/?script/g)).toHaveLength(2)
  })
})

describe('a large page', () => {
  const body = `${'x'.repeat(99)}\n`.repeat(2000)
  const logs = [{ name: 'build', contentType: 'text/plain', body }]

  test('has the ends of logs, more of what failed, and says what it left out', () => {
    const html = page({ ...failed, logs: [...logs, ...logs, ...logs] }, { ...proved, logs })
    expect(html.length).toBeLessThan(200_000)
    const text = words(html).replaceAll(/x+ /g, '')
    expect(text).toMatch(/Log of build , 655 lines 134,500 characters before are left out/)
    expect(text).toMatch(/Log of build , 20 lines 198,000 characters before are left out/)
  })

  test('stays small: what would be too much is packed, and nothing that failed', () => {
    const many = Array.from({ length: 4000 }, (_, index) => ({
      ...(index === 3999 ? failed : proved),
      tutorial: `t${index % 40}.md`,
      line: index,
      logs,
    }))
    const html = page(...many)
    expect(html.length).toBeLessThan(6_000_000)
    expect(html).toContain('<noscript data-group="t39.md">')
    const packs = [...html.matchAll(/<script type="text\/plain" data-groups="(\S+)">([^<]+)</g)]
    expect(packs.length).toBeGreaterThan(10)
    const [, anchor = '', packed = ''] = packs[0]!
    const sections = JSON.parse(gunzipSync(Buffer.from(packed, 'base64')).toString()) as string[]
    expect(sections[0]).toContain(`<article id="${anchor}"`)
    expect(html).toMatch(/[\d]+ more checks cannot be shown without JavaScript/)
  })
})
