import { readFile } from 'node:fs/promises'
import type { PageAssets } from './report.ts'

export async function readAssets(): Promise<PageAssets> {
  const [style, script] = await Promise.all(['page.css', 'page.js'].map(read))
  return { style: style ?? '', script: script ?? '' }
}

function read(name: string): Promise<string> {
  return readFile(new URL(`assets/${name}`, import.meta.url), 'utf8')
}
