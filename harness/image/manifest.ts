import { text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import tarStream from 'tar-stream'
import type { Engine } from '../engine/find.ts'
import { runLabels } from '../engine/lifetime.ts'
import { NixproofError } from '../errors.ts'
import type { NixImage } from './ensure.ts'

const MANIFEST = '/etc/nixproof/manifest.json'

/**
 * Reads out of an embedded image what it is made of: the JSON text that travels in it.
 *
 * @throws {NixproofError} `USAGE` for an official image, which has no such list.
 */
export async function readManifest(engine: Engine, image: NixImage): Promise<string> {
  if (image.kind === 'official') {
    throw new NixproofError('USAGE', 'The official image has no manifest', {
      wanted: 'An embedded image, whose packages are listed in it',
      found: image.base,
      next: 'Add --image embedded',
    })
  }
  const container = await engine.docker.createContainer({
    Image: image.reference,
    Labels: await runLabels(),
    HostConfig: { NetworkMode: 'none' },
  })
  try {
    const extract = tarStream.extract()
    const read = pipeline(await container.getArchive({ path: MANIFEST }), extract)
    const files: string[] = []
    for await (const entry of extract) files.push(await text(entry))
    await read
    return files.join('')
  } finally {
    await container.remove({ force: true })
  }
}
