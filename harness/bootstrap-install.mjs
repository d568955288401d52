import * as fs from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { lock } from './bootstrap-lock.mjs'
import { Failure, run, say } from './bootstrap-run.mjs'

const ROOT = fs.realpathSync(dirname(dirname(fileURLToPath(import.meta.url))))
const LOCK_FILE = join(ROOT, 'package-lock.json')
export const BIN = join(ROOT, 'node_modules', '.bin')

const INSTALL_DEADLINE_MS = 15 * 60_000

/**
 * Whether node_modules holds what the lock file says. Contents are compared, not times: git
 * gives a file the time of its checkout. npm writes `node_modules/.package-lock.json` last, so
 * an installation that was cut off has none.
 */
export function isInstalled() {
  const wanted = readPackages(LOCK_FILE)
  const present = readPackages(join(ROOT, 'node_modules', '.package-lock.json'))
  if (!wanted) throw new Failure(`No readable package-lock.json in ${ROOT} [PACKAGES_UNAVAILABLE]`)
  if (!present) return false
  const keys = new Set([...Object.keys(wanted), ...Object.keys(present)])
  for (const key of keys) {
    if (!key.startsWith('node_modules/')) continue
    const [want, have] = [wanted[key], present[key]]
    // npm leaves out what is optional and made for another system.
    if (want && !have && (want.optional || want.devOptional)) continue
    if (!want || !have) return false
    // Not `resolved` where there is a checksum: a registry's mirror puts its own address there.
    const fields = want.integrity ? ['version', 'integrity'] : ['version', 'resolved', 'link']
    if (fields.some((field) => want[field] !== have[field])) return false
  }
  return hasOwnNode(wanted)
}

/** The package `node` gets its program from an install script, which may have been skipped. */
function hasOwnNode(wanted) {
  if (!('node_modules/node' in wanted)) return true
  try {
    fs.accessSync(join(BIN, 'node'), fs.constants.X_OK)
    return true
  } catch {
    return false
  }
}

function readPackages(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8')).packages
  } catch {
    return undefined
  }
}

/** @returns the signal that ended the installation, if one did. */
export async function install() {
  const unlock = await lock(ROOT)
  try {
    // Whoever held the lock may have done it.
    if (isInstalled()) return undefined
    const start = performance.now()
    say('Installing packages … ')
    const end = await run('npm', NPM_CI, {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
      deadlineMs: INSTALL_DEADLINE_MS,
      env: { ...process.env, PATH: pathWithoutBin() },
      shell: process.platform === 'win32',
    })
    const seconds = `${((performance.now() - start) / 1000).toFixed(1)} s`
    if (end.caught) {
      say(`interrupted after ${seconds}\n`)
      return end.caught
    }
    const done = end.code === 0 && hasOwnNode(readPackages(LOCK_FILE))
    say(done ? `${seconds}\n` : `failed after ${seconds}\n`)
    if (!done) throw new Failure(explain(end))
    return undefined
  } finally {
    unlock()
  }
}

/** Development packages are wanted even where NODE_ENV says production. */
const NPM_CI = [
  'ci',
  // An `npm --silent` around this one would leave nothing to say when it fails.
  '--loglevel=warn',
  '--include=dev',
  '--include=optional',
  '--no-audit',
  '--no-fund',
  '--no-progress',
  // Without a network npm would go on trying for more than a minute.
  '--fetch-retry-mintimeout=1000',
  '--fetch-retry-maxtimeout=5000',
]

/** npm must not run on the Node that it is about to remove. */
function pathWithoutBin() {
  const dirs = (process.env.PATH ?? '').split(delimiter)
  return dirs.filter((dir) => dir !== BIN && dir !== join(BIN, '.')).join(delimiter)
}

const ADVICE = [
  [/ENOSPC|no space left/i, `Free some space on the disk of ${ROOT}, then run the same again`],
  [
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ENETWORK|network/i,
    'Check the network and "npm config get registry", then run the same again',
  ],
  [/EACCES|EPERM|EROFS/, `Make ${ROOT} writable for this user, then run the same again`],
  [/in sync/, 'package.json and package-lock.json disagree: run "npm install" once'],
]

function explain({ error, code, signal, output }) {
  if (error?.code === 'ENOENT') {
    return (
      'npm is missing, and the packages are not installed [PACKAGES_UNAVAILABLE]\n' +
      '  next    Install npm (on Debian: apt-get install npm), then run the same again'
    )
  }
  const how =
    error?.message ?? (code === 0 ? 'Node was left out' : `npm ci: ${signal ?? `exit ${code}`}`)
  const skipped = 'npm may be told to skip install scripts: run "npm ci --ignore-scripts=false"'
  const next =
    ADVICE.find(([pattern]) => pattern.test(output))?.[1] ??
    (code === 0 ? skipped : `Run "npm ci" in ${ROOT} and mend what it says`)
  // npm runs on whatever Node is there, and warns of it; the project does not.
  const said = output.replaceAll(/^npm warn EBADENGINE.*\n/gm, '').trimEnd()
  return `${said}\nPackages cannot be installed (${how}) [PACKAGES_UNAVAILABLE]\n  next    ${next}`
}
