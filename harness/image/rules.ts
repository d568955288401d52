import type Dockerode from 'dockerode'
import tarStream from 'tar-stream'
import { follow, hasImage } from './import.ts'
import { DEFAULT_NIXPKGS, type EmbeddedNixpkgs } from './releases.ts'

/** Where the image has a channel for each release; `bootstrap/image.nix` puts them there. */
const CHANNELS = '/etc/nixproof/channels'
/** What `<nixpkgs>` and `nix-env -iA nixpkgs.NAME` go by, through NIX_PATH and ~/.nix-defexpr. */
const CHANNEL = '/nix/var/nix/profiles/per-user/root/channels'

/**
 * The embedded image, with the rules of a release: the same layers and one more, which has a link.
 *
 * @param reference One whose `<nixpkgs>` is of the default release.
 */
export async function ensureRules(
  docker: Dockerode,
  reference: string,
  nixpkgs: EmbeddedNixpkgs,
  report: (line: string) => void,
  signal?: AbortSignal,
): Promise<string> {
  if (nixpkgs === DEFAULT_NIXPKGS) return reference
  const own = `${reference}-${nixpkgs}`
  if (await hasImage(docker, own)) return own
  report(`Choosing nixpkgs ${nixpkgs}`)
  const context = tarStream.pack()
  const link = `RUN ln -sfn ${CHANNELS}/${nixpkgs} ${CHANNEL}`
  context.entry({ name: 'Dockerfile' }, `FROM ${reference}\n${link}\n`)
  context.finalize()
  const progress = await docker.buildImage(context as unknown as NodeJS.ReadableStream, {
    t: own,
    networkmode: 'none',
    rm: true,
    forcerm: true,
    ...(signal && { abortSignal: signal }),
  })
  await follow(docker, progress, { signal })
  return own
}
