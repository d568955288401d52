import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import Docker from 'dockerode'
import { TUTORIAL_LABEL } from '../harness/tutorial/running/reader.ts'
import { nixproof } from './_cli.ts'

const FENCE = '```'

/** A fenced code block of a tutorial. */
export function block(text: string, language = 'console'): string {
  return `${FENCE}${language}\n${text}\n${FENCE}\n`
}

/** A directory with tutorials and configurations, for `nixproof matrix`. */
export interface MatrixProject extends AsyncDisposable {
  readonly directory: string
  readonly matrix: (config: string, ...args: string[]) => ReturnType<typeof nixproof>
  /** Those of its tutorials that are on the engine. */
  readonly containers: () => Promise<Docker.ContainerInfo[]>
}

/** @param files Their texts, by name. */
export async function makeMatrix(files: Readonly<Record<string, string>>): Promise<MatrixProject> {
  const directory = await mkdtemp(join(tmpdir(), 'nixproof-matrix-'))
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(directory, name)), { recursive: true })
    await writeFile(join(directory, name), text)
  }
  return {
    directory,
    matrix: (config, ...args) => nixproof(['matrix', '--config', config, ...args], {}, directory),
    async containers() {
      const filters = { label: [TUTORIAL_LABEL] }
      const all = await new Docker().listContainers({ all: true, filters })
      return all.filter(({ Labels }) => Labels[TUTORIAL_LABEL]?.startsWith(directory))
    },
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  }
}
