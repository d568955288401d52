import type { Commit } from '../git/repository.ts'
import { formatHash, sri } from '../nar/notation.ts'
import type { Finding } from '../tutorial/pins/finding.ts'
import type { Archaeology, Judgement, Moving } from '../tutorial/pins/judgement.ts'
import type { FileReport, JudgedPin } from '../tutorial/pins/report.ts'
import { heldFor, type Run } from '../tutorial/pins/timeline.ts'

/** To be raised when something here is renamed, removed, or means something else. */
const FORMAT = 1
/** Of a branch with thousands of contents the newest say enough. */
const MOST_VALUES = 20

/** All findings as JSON, for programs. */
export function reportJson(reports: readonly FileReport[], exitCode: number): string {
  const files = reports.map((report) => ({
    file: report.file,
    snippets: report.snippets,
    unreadable: report.unreadable.map(({ place, mayHidePins }) => ({ place, mayHidePins })),
    pins: report.pins.map(pinJson),
    windows: report.windows.map(({ snippet, repository, branch, judgements, runs }) => ({
      line: snippet.line,
      repository,
      branch,
      pins: judgements.map(({ pin }) => pin.place),
      runs: runs.map(runJson),
    })),
    edits: report.edits.map(({ from, to, text }) => ({ from, to, text })),
  }))
  return JSON.stringify({ format: FORMAT, exitCode, files }, null, 2)
}

function pinJson({ judgement, findings }: JudgedPin): object {
  const { pin, repository, revision, path, content, moving, notes } = judgement
  return {
    fetcher: pin.fetcher,
    place: pin.place,
    repository,
    revision,
    path,
    hash: 'written' in pin.hash ? { written: pin.hash.written, place: pin.hash.place } : undefined,
    got: gotOf(judgement),
    movedTo: content.state === 'unreachable' ? content.movedTo : undefined,
    history:
      'archaeology' in content && content.archaeology
        ? historyJson(content.archaeology)
        : undefined,
    notes: notes.map(({ code, paths }) => ({ code, paths })),
    moving: moving && movingJson(moving),
    findings: findings.map(({ code, severity, place, summary, next }: Finding) => ({
      code,
      severity,
      place,
      summary,
      next,
    })),
  }
}

function gotOf({ pin, content }: Judgement): string | undefined {
  const digest = 'got' in content ? content.got : undefined
  if (!digest) return undefined
  const { hash } = pin
  if (hash.state === 'given') return formatHash(hash.hash, digest)
  return 'like' in hash ? formatHash(hash.like, digest) : sri('sha256', digest)
}

function historyJson({ commits, partial, runs, elsewhere }: Archaeology): object {
  return {
    commits,
    partial,
    runs: runs.map(runJson),
    elsewhere: elsewhere && {
      first: commitJson(elsewhere.first),
      last: commitJson(elsewhere.last),
      commits: elsewhere.commits,
    },
  }
}

function movingJson({ branch, values }: Moving): object {
  return { branch, values: values.length, newest: values.slice(-MOST_VALUES).map(runJson) }
}

function runJson(run: Run): object {
  const { first, last, commits, until } = run
  return {
    first: commitJson(first),
    last: commitJson(last),
    commits,
    until: until === undefined ? null : iso(until),
    heldSeconds: heldFor(run) ?? null,
  }
}

function commitJson({ id, time }: Commit): object {
  return { id, date: iso(time) }
}

function iso(time: number): string {
  return new Date(time * 1000).toISOString()
}
