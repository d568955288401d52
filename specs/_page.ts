import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { expect } from 'vitest'
import { nixproof } from './_cli.ts'

export const EVIL = `</noscript></script><script>document.title='pwned'</script>`
export const HOSTILE = `docs/<img src=x onerror=document.title='pwned'>.md`
const FILES: Readonly<Record<string, string>> = {
  [HOSTILE]: `# \`${EVIL}\`\n\n\`\`\`bash\nprintf '\\033[31m%b\\033[0m\\n' '\\0074img src=http://127.0.0.1:9/ onerror=a>'; false\n\`\`\`\n`,
  'docs/bad.md':
    '# Bad\n\n```console\n$ echo a\nb\n```\n\n<!-- nixproof skip: needs a window -->\n```bash\nfirefox\n```\n\n```bash\necho goes on\n```\n',
  'docs/call.md': `# Call\n\n\`\`\`bash\nnix-instantiate --eval -E 'builtins.readFile (builtins.fetchurl "https://example.org/x")'\n\`\`\`\n`,
  'docs/good.md': '# Good\n\n```console\n$ echo fine\nfine\n```\n',
  'docs/starved.md': '# Starved\n\n```bash\nnix-shell -p firefox --run true\n```\n',
}

/** A directory with a page and a blob of the same run, of tutorials that fail for every reason. */
export async function makePage(): Promise<AsyncDisposable & { readonly directory: string }> {
  const directory = await mkdtemp(join(tmpdir(), 'nixproof-page-'))
  for (const [name, text] of Object.entries(FILES)) {
    await mkdir(dirname(join(directory, name)), { recursive: true })
    await writeFile(join(directory, name), text)
  }
  const reports = ['--reporter', 'page', '--output-file', 'page=out/page.html']
  const blobs = ['--reporter', 'blob', '--output-file', 'blob=blobs/one.json']
  const args = ['verify', 'docs', '--image', 'embedded', ...reports, ...blobs]
  const { exitCode, stderr } = await nixproof(args, {}, directory)
  expect(exitCode, stderr).toBe(3)
  return {
    directory,
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  }
}

export interface OpenedPage extends AsyncDisposable {
  readonly page: Page
  readonly address: string
  /** What it asked for, besides itself, and what its console says. */
  readonly said: readonly string[]
}

/** @param file Its path. */
export async function openPage(
  browser: Browser,
  file: string,
  anchor = '',
  options: BrowserContextOptions = {},
): Promise<OpenedPage> {
  const context = await browser.newContext(options)
  const page = await context.newPage()
  const address = pathToFileURL(file).href
  const said: string[] = []
  page.on('request', (request) => {
    if (request.url().split('#')[0] !== address) said.push(request.url())
  })
  page.on('console', (message) => said.push(message.text()))
  page.on('pageerror', (error) => said.push(error.message))
  await page.goto(`${address}${anchor}`)
  return { page, address, said, [Symbol.asyncDispose]: () => context.close() }
}

/** A server that whatever a page loads would come to. */
export async function countRequests(): Promise<
  AsyncDisposable & { readonly url: string; readonly count: () => number }
> {
  let count = 0
  const server = createServer((_, response) => {
    count += 1
    response.end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/`,
    count: () => count,
    [Symbol.asyncDispose]: async () => void server.close(),
  }
}
