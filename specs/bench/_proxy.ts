import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { config } from '../../harness/config.ts'
import { useEngine } from '../../harness/container/engine.ts'
import { NixContainer, type StartedNixContainer } from '../../harness/container/nix-container.ts'
import { RUN_LABEL } from '../../harness/engine/sweep.ts'
import { openEgress } from '../../harness/origin/egress.ts'
import { openPassthrough } from '../../harness/origin/passthrough.ts'
import { fixture, PYTHON } from '../_support.ts'
import { median, pairs } from './_measure.ts'

const BYTES = 200_000_000
const PORT = 8443
const CERTIFICATE = '/tmp/server.pem'
const ROUNDS = 5

type Reach = 'socket' | 'streams'

/** Bytes a second. */
const GIGABIT = 125_000_000

type Row = [name: string, figure: string, detail: string, raw: unknown]

/** What the proxy adds, at the speed of a network and at that of this machine, where all is work. */
export async function proxyRows(image: string): Promise<Row[]> {
  return [
    await proxyRow(image, 'socket', GIGABIT),
    await proxyRow(image, 'socket', 0),
    await proxyRow(image, 'streams', GIGABIT),
  ]
}

async function proxyRow(image: string, reach: Reach, rate: number): Promise<Row> {
  const raw = await downloads(image, rate, reach)
  const [ours, theirs] = [median(raw.ours), median(raw.theirs)]
  const host = rate === 0 ? 'a host without a limit' : 'a host at 1 Gbit/s'
  return [
    `200 MB by ${reach} from ${host} / directly`,
    (ours / theirs).toFixed(2),
    `through the proxy ${Math.round(ours)} ms, directly ${Math.round(theirs)} ms, both TLS`,
    raw,
  ]
}

/** Milliseconds of each download; `ours` went through the proxy, `theirs` did not. */
interface Downloads {
  readonly ours: number[]
  readonly theirs: number[]
}

/**
 * 200 MB from a test host, in a container, by its own curl: through the proxy and the passthrough,
 * and directly. Both over TLS, as downloads are; the proxy ends it and begins it anew.
 *
 * @param rate Bytes a second that the test host sends at most; 0 is as fast as it goes.
 */
async function downloads(image: string, rate: number, reach: Reach): Promise<Downloads> {
  await using stack = new AsyncDisposableStack()
  const dir = await mkdtemp(join(tmpdir(), 'nixproof-bench-'))
  stack.defer(() => rm(dir, { recursive: true }))
  const { docker } = await useEngine()
  const network = await docker.createNetwork({
    Name: `nixproof-bench-${crypto.randomUUID()}`,
    Labels: { [RUN_LABEL]: config.run },
  })
  stack.defer(() => network.remove())
  const onNetwork = (): NixContainer => new NixContainer(image).withNetworkMode(network.id)
  const host = stack.use(await onNetwork().withWorkspace(fixture('egress')).start())
  const { NetworkSettings } = await docker.getContainer(host.getId()).inspect()
  const ip = Object.values(NetworkSettings.Networks)[0]!.IPAddress
  const pem = await makeCertificate(dir, ip)
  await host.copyContentToContainer([{ content: pem, target: CERTIFICATE }])
  const argv = [PYTHON, 'download.py', PORT, CERTIFICATE, BYTES, rate].map(String)
  stack.use(await host.launch(argv, { port: PORT }))

  const userProxy = { http: undefined, https: undefined, no: undefined }
  const internet = stack.use(
    await openPassthrough({ userProxy, caFiles: [join(dir, 'certificate.pem')] }),
  )
  const egress = stack.use(await openEgress(await useEngine(), [internet], { reach }))
  const inside = stack.use(await new NixContainer(image).withEgress(egress).start())
  const outside = stack.use(await onNetwork().start())
  const url = `https://${ip}:${PORT}/`
  const ours = (): Promise<number> => download(inside, url)
  const theirs = (): Promise<number> => download(outside, url)
  await ours() // Code that has run before runs faster.
  return await pairs(ROUNDS, ours, theirs)
}

/** As curl itself measures it: `--insecure` here is for the peer, which knows no authority. */
async function download(container: StartedNixContainer, url: string): Promise<number> {
  const argv = [
    'curl',
    '-sSf',
    '-k',
    '-o',
    '/tmp/file',
    '-w',
    '%{time_total} %{size_download}',
    url,
  ]
  const { stdout, stderr } = await container.run(argv)
  const [seconds, bytes] = stdout.split(' ')
  if (bytes !== String(BYTES)) throw new Error(`curl got ${bytes} of ${BYTES} bytes: ${stderr}`)
  return Number(seconds) * 1000
}

async function makeCertificate(dir: string, ip: string): Promise<string> {
  const line = `openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 \
    -subj /CN=bench -addext "subjectAltName=IP:${ip}" -keyout key.pem -out certificate.pem`
  await execa('sh', ['-c', line], { cwd: dir })
  const files = ['key.pem', 'certificate.pem'].map((name) => readFile(join(dir, name), 'utf8'))
  return (await Promise.all(files)).join('')
}
