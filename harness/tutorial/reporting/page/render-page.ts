import { createHash } from 'node:crypto'
import { arrange } from './_arrange.ts'
import { failureList } from './_failures.ts'
import { gridTable } from './_grid.ts'
import { sections } from './_sections.ts'
import { keepLogs } from './_kept-logs.ts'
import { markup, type Html } from './_text.ts'
import { verdictOf, verdictPart } from './_verdict.ts'
import type { PageAssets, PageReport } from './report.ts'

/** With more cells than these, what is chosen stands below the grid. */
const BESIDE = 3

/**
 * One HTML page about all checks, which needs nothing else: no server, no network, no file beside it.
 * It tells all without a script; with its own one it shows a part at a time. Whatever somebody else
 * wrote is text in it, and its policy runs and loads nothing else.
 *
 * @returns The text of the file, in UTF-8. Its logs have 8 MiB at most.
 */
export function renderPage(report: PageReport, { style, script }: PageAssets): string {
  const grid = arrange(report.results)
  const logs = keepLogs(report.results)
  const { words } = verdictOf(report, grid)
  const columns = grid.cells.length > BESIDE ? 'wide' : 'slim'
  return markup`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="${policyOf({ style, script })}">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="referrer" content="no-referrer">
        <title>${words} – nixproof</title>
        <style>${asIs(style)}</style>
      </head>
      <body>
        ${verdictPart(report, grid)}
        <main class="${columns}">
          <div class="overview">
            ${failureList(grid)}
            ${grid.rows.length > 0 && gridTable(grid)}
          </div>
          <section id="-details" aria-label="Checks">
            <div id="-pane"></div>
            ${sections(grid, logs)}
          </section>
        </main>
        <script type="module">${asIs(script)}</script>
      </body>
    </html>`.html
}

/** Nothing but this style sheet and this script (https://www.w3.org/TR/CSP3/#grammardef-hash-source). */
function policyOf({ style, script }: PageAssets): string {
  const rules = [
    `default-src 'none'`,
    `style-src '${hashOf(style)}'`,
    `script-src '${hashOf(script)}'`,
    `base-uri 'none'`,
    `form-action 'none'`,
  ]
  return rules.join('; ')
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`
}

/** Our own; in these two elements nothing is escaped. */
function asIs(text: string): Html {
  return { html: text }
}
