import { since219, type Fault } from './_fault.ts'

const CHANNELS = '/nix/var/nix/profiles/per-user/root/channels'
const SANDBOX = 'substituters =\nsandbox = true\nsandbox-fallback = false'

/** What the machine, or the container, does not give. */
export const MACHINE: readonly Fault[] = [
  {
    name: 'full-disk',
    what: 'a build has no room',
    code: 'OUT_OF_DISK',
    build: { env: { TMPDIR: '/small' } },
    tight: true,
    says: 'The builder of "sample-app-python" has run out of disk space',
  },
  {
    name: 'full-store',
    what: 'the store has no room',
    code: 'OUT_OF_DISK',
    build: { args: ['--store', '/small'] },
    at: since219('default.nix:11:5'),
    tight: true,
  },
  {
    name: 'hungry-build',
    what: 'the kernel ends a build for want of memory',
    code: 'OUT_OF_MEMORY',
    tight: true,
    says: 'The builder of "sample-app-python" has run out of memory',
  },
  {
    name: 'hungry-evaluation',
    what: 'the kernel ends an evaluation for want of memory',
    code: 'OUT_OF_MEMORY',
    tight: true,
    says: 'nix-build has run out of memory',
  },
  {
    name: 'nothing-wrong',
    what: 'the sandbox cannot be made',
    code: 'SANDBOX_UNAVAILABLE',
    build: { env: { NIX_CONFIG: SANDBOX } },
    says: 'Run without the sandbox',
  },
  {
    name: 'nothing-wrong',
    what: '`<nixpkgs>` is not in the search path',
    code: 'NIXPKGS_MISSING',
    around: [
      ['mv', CHANNELS, '/tmp/channels'],
      ['mv', '/tmp/channels', CHANNELS],
    ],
    at: 'default.nix:3:17',
  },
  {
    name: 'wrong-system',
    what: 'a derivation is for another system',
    code: 'SYSTEM_UNAVAILABLE',
    says: 'A machine of system aarch64-darwin',
  },
  {
    name: 'missing-feature',
    what: 'a derivation needs a machine that can do more',
    code: 'SYSTEM_UNAVAILABLE',
    says: 'A machine with the features {kvm}',
  },
]
