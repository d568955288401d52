import type { NixShell } from '../../container/typed-shell.ts'
import type { TypedResult } from '../../container/typed.ts'
import { quote } from '../../container/typed-lines.ts'
import { judgeCommand } from '../judging/command.ts'
import { judgePort } from '../judging/port.ts'
import type { CommandStep, OpenStep, Step } from '../planning/step.ts'
import type { CheckState, StepDone } from './do-check.ts'
import { requireNone } from './finding-error.ts'
import type { ReaderDesk } from './reader-desk.ts'

type CloseStep = Extract<Step, { do: 'close' }>

/** A server listens soon, or never. Milliseconds. */
const SERVE_TIMEOUT_MS = 120_000

/** Types a command, and judges how it ends and what it prints. */
export async function typeCommand(
  desk: ReaderDesk,
  state: CheckState,
  step: CommandStep,
): Promise<StepDone> {
  if (step.skip !== undefined) return { note: step.skip, skipped: true }
  const { check, expect, signal } = state
  const shell = await shellNamed(desk, state, step.shell)
  await exportNew(desk, state, shell)
  desk.last = shell
  const mayServe = step.mayServe !== undefined
  const timeoutMs = check.timeout ?? (mayServe ? SERVE_TIMEOUT_MS : undefined)
  const result = await shell.type(step.run, {
    mayServe,
    signal,
    ...(step.cwd !== undefined && { cwd: step.cwd }),
    ...(timeoutMs !== undefined && { timeoutMs }),
  })
  const printed = printedBy(result)
  state.printed += printed
  keepLog(desk, step, result, printed)
  if (result.server) {
    desk.server = result.server
    requireNone(
      step.listens?.map((told) =>
        judgePort(desk.tutorial, told, [...result.server!.urls.keys()]),
      ) ?? [],
    )
    const { address, port, readyAfterMs } = result.server
    return { note: `it listens on ${address}:${port} after ${Math.round(readyAfterMs)} ms` }
  }
  const last =
    check.steps.findLast((one) => one.do === 'command' && one.skip === undefined) === step
  const mayFail = expect === 'fail' || (typeof expect === 'object' && expect.fail !== undefined)
  if (result.exitCode !== 0 && !(mayFail && last)) throw await shell.explain(result)
  const came = { step, printed, exitCode: result.exitCode }
  requireNone(judgeCommand(desk.tutorial, { ...check, expect }, came, last))
  const left = result.omitted.stdout + result.omitted.stderr
  return left > 0 ? { note: `${step.run}: ${left} characters of its output are not kept` } : {}
}

/** Opens a shell in another: what comes after is typed in it. */
export async function openShell(
  desk: ReaderDesk,
  state: CheckState,
  { shell: name, inside, kind, run, cwd }: OpenStep,
): Promise<StepDone> {
  const { signal, check } = state
  const outer = await shellNamed(desk, state, inside)
  // Going there is a command of its own.
  if (cwd !== undefined) await outer.type(':', { cwd, signal })
  await exportNew(desk, state, outer)
  if (kind === 'nix repl') desk.repls.set(name, await outer.openRepl(run, { signal }))
  else {
    const timeoutMs = check.timeout
    const inner = await outer.open(run, { signal, ...(timeoutMs !== undefined && { timeoutMs }) })
    desk.shells.set(name, inner)
    desk.last = inner
  }
  return {}
}

/** Leaves a shell, and ends what runs in it. */
export async function closeShell(desk: ReaderDesk, { shell }: CloseStep): Promise<StepDone> {
  await desk.repls.get(shell)?.close()
  await desk.shells.get(shell)?.close()
  desk.repls.delete(shell)
  desk.shells.delete(shell)
  return {}
}

/** The reader's terminal of that name: one that has ended is opened again, where it was. */
export async function shellNamed(
  desk: ReaderDesk,
  { check, signal }: CheckState,
  name: string,
): Promise<NixShell> {
  const known = desk.shells.get(name)
  if (known && !known.ended) return known
  const shell = await desk.container.openShell({
    cwd: known?.directory ?? desk.path(check.cwd),
    env: { ...desk.captured, ...check.env },
    signal,
  })
  desk.shells.set(name, shell)
  return shell
}

const exported = new WeakMap<NixShell, Readonly<Record<string, string>>>()

/** What was captured, or a directive sets, since the shell was opened. */
async function exportNew(
  { captured }: ReaderDesk,
  { check, signal }: CheckState,
  shell: NixShell,
): Promise<void> {
  const known = exported.get(shell) ?? {}
  const wanted = { ...captured, ...check.env }
  const fresh = Object.entries(wanted).filter(([name, value]) => known[name] !== value)
  if (fresh.length === 0) return
  const words = fresh.map(([name, value]) => `${name}=${quote(value)}`)
  await shell.type(`export ${words.join(' ')}`, { signal })
  exported.set(shell, { ...known, ...wanted })
}

function printedBy({ lines, omittedLines, stdout, stderr }: TypedResult): string {
  if (omittedLines > 0) return `${stdout}${stderr}`
  return lines.map(({ text }) => `${text}\n`).join('')
}

function keepLog(
  desk: ReaderDesk,
  { run }: CommandStep,
  { omittedLines }: TypedResult,
  printed: string,
): void {
  if (printed === '') return
  const left = omittedLines > 0 ? `${omittedLines} lines are left out of the middle\n\n` : ''
  desk.attachments.push({ name: run, contentType: 'text/plain', body: left + printed })
}
