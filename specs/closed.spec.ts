import { expect, test } from 'vitest'
import { NixContainer, type StartedNixContainer } from '../harness/container/nix-container.ts'
import { EMBEDDED_NIX } from '../harness/image/debian/packages.ts'
import { embedded, PYTHON } from './_support.ts'

const CHECK = '/root/.nix-defexpr/channels/nixpkgs/checks/closed.py'

/** Everything that programs run from: the store, and the few links and scripts beside it. */
async function check(
  container: StartedNixContainer,
): Promise<{ exitCode: number | null; lines: string[] }> {
  const script = `exec ${PYTHON} ${CHECK} /nix/store/* /bin /usr /run/wrappers`
  const { exitCode, stdout, stderr } = await container.run(['bash', '-c', script])
  return { exitCode, lines: (stdout + stderr).trim().split('\n') }
}

test.for(EMBEDDED_NIX)(
  'no ELF file, script, wrapper or link of the image refers outside /nix/store; Nix %s',
  { timeout: 300_000 },
  async (nix) => {
    const image = await embedded(nix)
    await using container = await new NixContainer(image.reference).start()
    const { exitCode, lines } = await check(container)
    const summary = /^(\d+) store paths, (\d+) files, 0 faults$/.exec(lines.at(-1) ?? '')
    expect({ exitCode, lines }).toEqual({ exitCode: 0, lines: [summary?.[0]] })
    expect(Number(summary?.[1])).toBeGreaterThan(300)
    expect(Number(summary?.[2])).toBeGreaterThan(9000)
  },
)

test(
  'a path that refers outside /nix/store is found wherever it is',
  { timeout: 300_000 },
  async () => {
    const image = await embedded('2.26')
    await using container = await new NixContainer(image.reference).start()
    const add = `mkdir -p bad/bin && cd bad/bin
    printf '#!/usr/bin/perl\\n' > script
    printf '#!/bin/sh\\nexec /usr/bin/python3 "$@"\\n' > wrapper
    cp -L /nix/store/*-gnumake-*/bin/make loader
    chmod +w loader
    /nix/store/*-patchelf-*/bin/patchelf --set-interpreter /lib64/ld-linux-x86-64.so.2 --set-rpath /usr/lib loader
    chmod +x *
    nix-store --add ../../bad`
    const { stdout: added, stderr } = await container.run(['bash', '-ec', add])
    expect(stderr).toBe('')
    const path = added.trim()
    const { exitCode, lines } = await check(container)
    expect(exitCode).toBe(1)
    expect(lines.slice(0, -1).toSorted()).toEqual([
      `${path}/bin/loader: loader /lib64/ld-linux-x86-64.so.2`,
      `${path}/bin/loader: needs libc.so.6`,
      `${path}/bin/loader: needs libdl.so.2`,
      `${path}/bin/loader: run path /usr/lib`,
      `${path}/bin/script: interpreter /usr/bin/perl`,
      `${path}/bin/wrapper: line 2 names /usr/bin/python3`,
    ])
  },
)
