import { join } from 'node:path'
import axe from 'axe-core'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { anchorOf } from '../harness/tutorial/reporting/page/_text.ts'
import { openBrowser, type Opened } from './_browser.ts'
import { skipWhere } from './_needs.ts'
import { nixproof } from './_cli.ts'
import { countRequests, EVIL, HOSTILE, makePage, openPage, type OpenedPage } from './_page.ts'

let made: Awaited<ReturnType<typeof makePage>>
let opened: Opened
beforeAll(async () => {
  made = await makePage()
  opened = await openBrowser()
}, 700_000)
afterAll(async () => {
  await opened.browser?.close()
  await made[Symbol.asyncDispose]()
})
beforeEach((context) => skipWhere(context, opened.lack))

const open = (
  anchor = '',
  options: BrowserContextOptions = {},
  file = 'out/page.html',
): Promise<OpenedPage> => openPage(opened.browser!, join(made.directory, file), anchor, options)

const focused = (page: Page): Promise<string | undefined> =>
  page.evaluate('document.activeElement.getAttribute("href") ?? document.activeElement.id')

describe('--reporter page', () => {
  test('says first what is wrong, who has to act, and shows the first failure', async () => {
    await using shown = await open()
    const { page } = shown
    expect(await page.title()).toBe('2 of 5 tutorials do not work as they are written – nixproof')
    const failures = await page.locator('.failures li').allInnerTexts()
    expect(failures.map((text) => text.replaceAll(/\s+/g, ' '))).toEqual([
      expect.stringMatching(/^docs\/<img.*:4:1 .*SHELL_COMMAND_FAILED$/),
      expect.stringMatching(/^docs\/bad\.md:5:1 "echo a" prints .* DRIFT_OUTPUT$/),
      expect.stringMatching(/^docs\/call\.md:4:1 Nothing answers .* NO_ORIGIN$/),
      expect.stringMatching(/^docs\/starved\.md:4:1 "firefox" is not in .* NOT_EMBEDDED$/),
    ])
    await page.getByRole('link', { name: 'docs/bad.md:5:1' }).click()
    const check = page.locator('details.check').first()
    expect(await check.locator('mark').innerText()).toMatch(/5 b/)
    expect(await check.innerText()).toMatch(/The tutorial is wrong:[^]*Wanted[^]*Next[^]*Steps/)
    for (const [name, headline] of [
      ['docs/call.md', 'The call is wrong'],
      ['docs/starved.md', 'The environment is missing something'],
    ] as const) {
      await page.getByRole('row', { name }).getByRole('link').click()
      expect(await page.locator('#-pane').innerText()).toContain(headline)
    }
    expect(shown.said).toEqual([])
  })

  test.for(['light', 'dark'] as const)(
    'has nothing that axe objects to: %s',
    async (colorScheme) => {
      // axe itself would be kept out by the policy.
      await using shown = await open('', { colorScheme, bypassCSP: true })
      const { page } = shown
      await page.evaluate(axe.source)
      const objections = async (): Promise<string[]> => {
        const { violations } = (await page.evaluate('axe.run()')) as axe.AxeResults
        return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
      }
      const fields = await page.locator('td a').all()
      for (const field of fields) {
        await field.click()
        await page.evaluate(
          'for (const one of document.querySelectorAll("details")) one.open = true',
        )
        expect(await objections()).toEqual([])
      }
      expect(fields).toHaveLength(5)
      await page.setViewportSize({ width: 360, height: 640 })
      expect(await objections()).toEqual([])
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360)
    },
  )

  test('is used with the keyboard alone, and without motion: arrows, Enter, Escape, filters', async () => {
    await using shown = await open('', { reducedMotion: 'reduce' })
    const { page } = shown
    const press = async (...keys: string[]): Promise<string | undefined> => {
      for (const key of keys) await page.keyboard.press(key)
      return focused(page)
    }
    const tabs = 4 + 1 // What failed, and the filter.
    expect(await press(...Array.from({ length: tabs }, () => 'Tab'))).toBe('-show-all')
    await press('Tab')
    const first = await focused(page)
    expect(first).toMatch(/^#docs\/%3Cimg/)
    const outline = 'getComputedStyle(document.activeElement).outlineStyle'
    expect(await page.evaluate(outline)).toBe('solid')
    expect(await press('ArrowDown')).toBe('#docs/bad.md')
    expect(await press('End', 'Control+End')).toBe('#docs/starved.md')
    expect(await press('Control+Home')).toBe(first)
    await press('ArrowDown', 'Enter')
    await expect.poll(() => focused(page)).toBe('docs/bad.md')
    expect(new URL(page.url()).hash).toBe('#docs/bad.md')
    expect(await press('Escape')).toBe('#docs/bad.md')
    const behaviour = 'getComputedStyle(document.documentElement).scrollBehavior'
    expect(await page.evaluate(behaviour)).toBe('auto')
    // One stop: the next one is behind the grid.
    expect(await press('Shift+Tab')).toBe('-show-all')
    await press('ArrowRight')
    expect(await page.locator('tbody tr:visible th').allInnerTexts()).not.toContain('docs/good.md')
    expect(await page.locator('.scroll tbody tr:visible').count()).toBe(4)
    await press('Tab', 'ArrowDown')
    expect(await press('ArrowDown')).toBe('#docs/starved.md')
  })

  test('has an address for each check, that a reload keeps', async () => {
    await using shown = await open('#docs/bad.md:13')
    const { page } = shown
    const check = page.locator('[id="docs/bad.md:13"]')
    await expect.poll(() => check.count()).toBe(1)
    await page.keyboard.press('Tab')
    expect(await page.locator('details:has(> summary:focus)').getAttribute('id')).toBe(
      'docs/bad.md:13',
    )
    expect(await check.getAttribute('open')).not.toBeNull()
    expect(await check.innerText()).toContain('goes on')
    await page.locator('[id="docs/bad.md:3"] > summary').click()
    await page.reload()
    expect(new URL(page.url()).hash).toBe('#docs/bad.md:3')
    await expect.poll(() => page.locator('details:target').getAttribute('id')).toBe('docs/bad.md:3')
    await page.goto(`${shown.address}#nothing-of-it`)
    await page.reload()
    expect(await page.locator('#-pane article').count()).toBe(1)
  })

  test("runs and loads nothing of somebody else's, even if it were in the page", async () => {
    await using shown = await open(`#${anchorOf(HOSTILE)}`)
    const { page } = shown
    const text = await page.locator('#-pane').innerText()
    expect(text).toContain(EVIL)
    expect(text).toContain('<img src=http://127.0.0.1:9/ onerror=a>')
    expect(text).not.toContain('\u001B')
    expect(await page.locator('img, #-pane script').count()).toBe(0)
    await using server = await countRequests()
    await page.evaluate(`
      const script = document.createElement('script')
      script.textContent = 'document.title = "pwned"'
      const image = new Image()
      image.src = '${server.url}'
      const part = document.createElement('div')
      part.innerHTML = '<b onclick="document.title = 1">x</b><iframe src="${server.url}"></iframe>'
      document.body.append(script, image, part)
      part.firstChild.click()
      fetch('${server.url}').catch(() => {})
    `)
    await expect
      .poll(() => shown.said.filter((line) => line.includes('Content Security Policy')).length)
      .toBeGreaterThanOrEqual(4)
    expect(await page.title()).toContain('tutorials')
    expect(server.count()).toBe(0)
  })

  test('tells all of it without a script, and on paper what failed', async () => {
    await using shown = await open('#docs/bad.md:3', { javaScriptEnabled: false })
    expect(await shown.page.locator('article').count()).toBe(5)
    const bad = shown.page.locator('details:target')
    expect(await bad.innerText()).toMatch(/The tutorial is wrong:[^]*DRIFT_OUTPUT/)
    expect(await shown.page.locator('td a').first().getAttribute('href')).toMatch(/^#docs/)
    await using scripted = await open()
    await scripted.page.evaluate('dispatchEvent(new Event("beforeprint"))')
    expect(await scripted.page.locator('#-pane article').count()).toBe(4)
    await scripted.page.evaluate('dispatchEvent(new Event("afterprint"))')
    await expect.poll(() => scripted.page.locator('#-pane article').count()).toBe(1)
  })

  test('is the same, made of merged blobs', async () => {
    const report = ['--reporter', 'page', '--output-file', 'page=out/merged.html']
    const { exitCode, all } = await nixproof(['merge', 'blobs', ...report], {}, made.directory)
    expect(exitCode, all).toBe(3)
    await using one = await open()
    await using merged = await open('', {}, 'out/merged.html')
    const content = async ({ page }: OpenedPage): Promise<string> =>
      (await page.content()).replace(/<time.*?<\/time>/, '')
    expect(await content(merged)).toBe(await content(one))
    expect(await content(merged)).toContain('Log of <code>')
  })
})
