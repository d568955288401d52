import { stripVTControlCharacters } from 'node:util'
import type Docker from 'dockerode'
import { DISK_QUOTA, diskQuota } from '../../engine/disk-quota.ts'
import { runLabels } from '../../engine/lifetime.ts'

/** What a container sees of the engine's machine. */
export interface Probe {
  /** Why Nix's sandbox does not work; `undefined` when it does. */
  readonly refusal: string | undefined
  /** Bytes that are free where containers are. */
  readonly diskFree: number
  /** Bytes of memory that are free for new programs. */
  readonly memoryFree: number
}

/** A container starts and a trivial derivation is built in it. Milliseconds. */
const DEADLINE_MS = 30_000

/** What Nix's sandbox needs, and no capability (nix-facts A): a mount of /proc and namespaces. */
const SANDBOX = {
  MaskedPaths: [],
  ReadonlyPaths: [],
  SecurityOpt: ['seccomp=unconfined'],
}

// The builder succeeds only where it does not see the container's own files.
const SCRIPT = `
df -B1 --output=avail /
while read -r name size unit; do
  [[ $name == MemAvailable: ]] && echo "$size"
done </proc/meminfo
shell=$(readlink -f /bin/sh)
NIX_CONFIG='substituters =' nix-build --no-out-link --option sandbox true --option sandbox-fallback false --option sandbox-paths '' --expr "
  derivation {
    name = ''probe'';
    system = builtins.currentSystem;
    builder = builtins.storePath ''\${shell%/bin/*}'' + ''/bin/\${shell##*/}'';
    args = [ ''-c'' ''[ ! -e /etc/nix ] && echo > \\$out'' ];
  }"
`

/** @throws Error when no container can be started at all. */
export async function probe(docker: Docker, image: string): Promise<Probe> {
  const allowed = await run(docker, image, SANDBOX).catch((error: Error) => error.message)
  if (typeof allowed !== 'string') return parse(allowed)
  const plain = await run(docker, image, {})
  return { ...parse(plain), refusal: `The engine refuses the options: ${allowed}` }
}

/** Why the engine limits no container's disk; `undefined` when it does. Nothing is started. */
export async function probeDiskQuota(docker: Docker, Image: string): Promise<string | undefined> {
  const abortSignal = AbortSignal.timeout(DEADLINE_MS)
  const HostConfig = diskQuota(DISK_QUOTA)
  const Labels = await runLabels()
  try {
    const container = await docker.createContainer({ Image, HostConfig, Labels, abortSignal })
    await container.remove({ force: true, v: true })
    return undefined
  } catch (error) {
    return (error as Error).message.trim()
  }
}

interface Said {
  readonly exitCode: number
  readonly text: string
}

async function run(docker: Docker, Image: string, hostConfig: object): Promise<Said> {
  const abortSignal = AbortSignal.timeout(DEADLINE_MS)
  const container = await docker.createContainer({
    Image,
    Entrypoint: ['/bin/sh', '-c', SCRIPT],
    Cmd: [],
    Tty: true, // Its output comes as it is, without frames.
    HostConfig: { NetworkMode: 'none', ...hostConfig },
    Labels: await runLabels(),
    abortSignal,
  })
  try {
    await container.start({ abortSignal })
    const { StatusCode } = (await container.wait({ abortSignal })) as { StatusCode: number }
    const log = await container.logs({ stdout: true, abortSignal })
    return {
      exitCode: StatusCode,
      text: stripVTControlCharacters(log.toString()).replaceAll('\r', ''),
    }
  } finally {
    await container.remove({ force: true, v: true })
  }
}

function parse({ exitCode, text }: Said): Probe {
  const [, disk = '', memory = '', ...words] = text.split('\n')
  const reason = words.findLast((line) => /error:|Reason:|note:/.test(line)) ?? words.at(-2)
  return {
    refusal: exitCode === 0 ? undefined : (reason?.trim() ?? `nix-build ended with ${exitCode}`),
    diskFree: Number(disk),
    memoryFree: Number(memory) * 1024,
  }
}
