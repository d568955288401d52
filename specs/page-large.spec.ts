import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { readAssets } from '../harness/tutorial/reporting/page/read-assets.ts'
import { renderPage } from '../harness/tutorial/reporting/page/render-page.ts'
import type { DetailedResult } from '../harness/tutorial/reporting/result.ts'
import { openBrowser, type Opened } from './_browser.ts'
import { skipWhere } from './_needs.ts'
import { openPage } from './_page.ts'

const CELLS = ['2.8', '2.26', '2.34'].flatMap((nix) =>
  ['24.11', '25.11'].flatMap((nixpkgs) =>
    ['on', 'off'].map((sandbox) => `nix=${nix},nixpkgs=${nixpkgs},sandbox=${sandbox}`),
  ),
)
const LOG = 'unpacking sources\nbuilding\n'.repeat(1000)

let opened: Opened
let dir: string
beforeAll(async () => {
  opened = await openBrowser()
  dir = await mkdtemp(join(tmpdir(), 'nixproof-large-'))
}, 700_000)
afterAll(async () => {
  await opened.browser?.close()
  await rm(dir, { recursive: true, force: true })
})
beforeEach((context) => skipWhere(context, opened.lack))

function resultAt(index: number): DetailedResult {
  const line = 10 + (index % 5) * 10
  const page = Math.floor(index / 60)
  const tutorial = `docs/part-${page % 7}/page-${page}.md`
  const isBad = index % 6007 === 7
  return {
    tutorial,
    cell: CELLS[Math.floor(index / 5) % 12]!,
    name: `Part > line ${line}`,
    line,
    state: isBad ? 'failed' : 'proved',
    durationMs: 1000 + index,
    steps: ['nix-build', 'run ./result/bin/hello'].map((what) => ({
      what,
      state: 'held',
      durationMs: 500,
    })),
    logs: [{ name: 'nix-build', contentType: 'text/plain', body: LOG }],
    ...(isBad && {
      failure: { blame: 'tutorial', code: 'BUILDER_FAILED', summary: 'It fails', log: LOG },
    }),
  }
}

test('a page of 1,000 tutorials in 12 cells is small, and soon there', async () => {
  const results = Array.from({ length: 60_000 }, (_, index) => resultAt(index))
  const file = join(dir, 'large.html')
  await writeFile(file, renderPage({ results }, await readAssets()))
  expect((await stat(file)).size).toBeLessThan(16_000_000)
  await using shown = await openPage(opened.browser!, file)
  const { page } = shown
  const timing = 'performance.getEntriesByType("navigation")[0].domContentLoadedEventEnd'
  // 2 s on a machine with nothing else to do; this one may have.
  expect(await page.evaluate(timing)).toBeLessThan(30_000)
  expect(await page.locator('td a').count()).toBe(12_000)
  expect(await page.locator('#-pane').innerText()).toContain('BUILDER_FAILED')
  // One that is packed.
  const last = page.locator('td a[href*="page-999.md"]').last()
  await last.click()
  await expect.poll(() => page.locator('#-pane h2').innerText()).toContain('page-999.md')
  expect(await page.locator('#-pane details.check').count()).toBe(5)
  expect(shown.said).toEqual([])
})
