import { extname, resolve } from 'node:path'
import type { HTMLOptions, Reporter, SuiteNameTemplateVariables } from 'vitest/node'
import { NixproofError } from '../errors.ts'
import type { Reporters } from '../vitest/run.ts'
import type { ShardFacts } from '../vitest/shards/shard-file.ts'
import { CheckReporter } from './_check-reporter.ts'
import { isForTerminal, type Report } from './_reporter-options.ts'
import { SummaryReporter } from './_summary-reporter.ts'
import { requireWritable } from './_writable.ts'

interface Run {
  /** Whether one check runs at a time. */
  readonly live: boolean
  /** What writes these lines. Default: one a check. */
  readonly own?: Reporter
  /** What a blob is of, when the run has ended. */
  readonly facts?: () => ShardFacts
}

/**
 * The reporters that are asked for; nixproof's own lines are written too, unless one is for the terminal.
 *
 * @throws NixproofError USAGE for one that is not installed, FILE_NOT_WRITTEN.
 */
export async function openReporters(
  reports: readonly Report[],
  { live, own = new CheckReporter({ live }), facts }: Run,
): Promise<Reporters> {
  await requireWritable(reports)
  const lines = reports.some(isForTerminal) ? [] : [own]
  return [...lines, ...(await Promise.all(reports.map((one) => openReporter(one, facts))))]
}

async function openReporter(
  { name, file: path }: Report,
  facts: Run['facts'],
): Promise<Reporters[number]> {
  const file = path === undefined ? undefined : resolve(path)
  switch (name) {
    case 'markdown': {
      const { markdownSummary } = await import('../tutorial/reporting/markdown-summary.ts')
      return new SummaryReporter(markdownSummary, file)
    }
    case 'badge':
      return openBadge(file)
    case 'page': {
      const { PageReporter } = await import('./_page-reporter.ts')
      return new PageReporter(file ?? '')
    }
    case 'html':
      return openHtml(file)
    case 'json':
    case 'junit': {
      // A suite and a class is a tutorial: where there are cells, a tutorial in one of them.
      const named = name === 'junit' && { suiteNameTemplate: inCell, classnameTemplate: inCell }
      return [name, { ...named, ...(file === undefined ? { stdout: true } : { outputFile: file }) }]
    }
    case 'blob':
      return openBlob(file, facts)
    default:
      return [name, {}]
  }
}

function inCell({
  filename,
  displayName: cell,
}: Pick<SuiteNameTemplateVariables, 'filename' | 'displayName'>): string {
  return cell === '' ? filename : `${filename} (${cell})`
}

async function openBadge(file: string | undefined): Promise<Reporter> {
  const { badgeSvg, shieldsEndpoint } = await import('../tutorial/reporting/badge.ts')
  if (file !== undefined && extname(file) === '.svg') return new SummaryReporter(badgeSvg, file)
  return new SummaryReporter((results) => `${JSON.stringify(shieldsEndpoint(results))}\n`, file)
}

async function openBlob(file: string | undefined, facts: Run['facts']): Promise<Reporter> {
  if (file === undefined || !facts) {
    throw new NixproofError('USAGE', 'The reporter "blob" is for what is to be merged', {
      wanted: 'A run, and a file',
      next: 'Give --reporter blob to the shards, and another one to the merge',
    })
  }
  const { BlobReporter } = await import('../vitest/shards/blob-reporter.ts')
  return new BlobReporter(file, facts)
}

interface HtmlModule {
  readonly default: new (options: HTMLOptions) => Reporter
}

/** vitest itself would look for it where it is called, and ask on a terminal whether to install it. */
async function openHtml(outputDir: string | undefined): Promise<Reporter> {
  try {
    // Its type is that of an object, and it is a class.
    const { default: HtmlReporter } = (await import('@vitest/ui/reporter')) as unknown as HtmlModule
    return new HtmlReporter({ singleFile: true, ...(outputDir !== undefined && { outputDir }) })
  } catch (cause) {
    throw new NixproofError('USAGE', 'The reporter "html" is not installed', {
      wanted: 'The package @vitest/ui, of the same version as vitest',
      next: 'Install it: npm install --save-dev @vitest/ui',
      cause,
    })
  }
}
