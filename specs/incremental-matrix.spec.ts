import { describe, expect, onTestFinished, test } from 'vitest'
import { makeProject } from './_incremental.ts'

const of = (word: string): string => `\`\`\`console\n$ echo ${word}\n${word}\n\`\`\`\n`

describe('matrix --incremental', () => {
  test('runs in each cell what is not the same there, and nothing else', async () => {
    const project = await makeProject({
      'docs/a.md': of('a'),
      'docs/b.md': of('b'),
      'app/x': '',
      'two.json': JSON.stringify({
        tutorials: [{ path: 'docs', workspace: 'app' }],
        axes: { nix: ['2.26'], nixpkgs: ['24.11'], sandbox: [false, true], variant: ['local'] },
      }),
      'three.json': JSON.stringify({
        tutorials: [{ path: 'docs', workspace: 'app' }],
        axes: { nix: ['2.26'], nixpkgs: ['24.11'], sandbox: [false, true], variant: ['local'] },
        include: [{ nix: '2.26', nixpkgs: '24.11', sandbox: false, variant: 'fetched' }],
      }),
    })
    onTestFinished(() => project[Symbol.asyncDispose]())
    const prove = (config: string) => project.matrix(['--config', config])
    expect(await prove('two.json')).toMatchObject({ exitCode: 0, held: '4 held', started: 4 })
    const again = { exitCode: 0, held: '4 held (4 reused)', started: 0, why: undefined }
    expect(await prove('two.json')).toMatchObject(again)
    await using _ = await project.change({ 'docs/b.md': of('c') })
    const changed = await prove('two.json')
    expect(changed).toMatchObject({ exitCode: 0, held: '4 held (2 reused)', started: 2 })
    expect(changed.all).toMatch(/nix=2\.26,\S*sandbox=on\S* {2}docs\/a\.md {2}1 held \(1 reused\)/)
    const more = await prove('three.json')
    expect(more).toMatchObject({ exitCode: 0, held: '6 held (4 reused)', started: 2 })
  })
})
