import type { MachineCode } from '../machine-failure.ts'
import { lastWords, type Explain } from './words.ts'

/** What this machine, or this container, does not give. */
export const MACHINE: Readonly<
  Record<MachineCode | 'NIX_TOO_OLD' | 'SYSTEM_UNAVAILABLE' | 'SUBSTITUTE_UNTRUSTED', Explain>
> = {
  OUT_OF_DISK: (failure, { tool }) => ({
    summary: `${who(failure, tool)} has run out of disk space`,
    wanted: 'Room for what is built, and for what it writes meanwhile',
    found: failure.message,
    next: `${isQuota(failure.message) ? 'Raise' : 'Free space where the engine keeps its containers, or raise'} the container's limit: withResourcesQuota({ disk: GIB })`,
  }),
  OUT_OF_MEMORY: (failure, told) => ({
    summary: `${who(failure, told.tool)} has run out of memory`,
    wanted: 'As much memory as it asks for',
    found: failure.message || lastWords(failure, told),
    next: 'Give the container more memory (withResourcesQuota), or let fewer things be built at once',
  }),
  SANDBOX_UNAVAILABLE: ({ message }) => ({
    summary: 'Nix cannot make the sandbox that it is to build in',
    wanted: 'A container that may make namespaces: sandbox = true with sandbox-fallback = false',
    found: message,
    next: message.includes('seccomp')
      ? 'Set filter-syscalls = false in NIX_CONFIG: an emulated processor has no such filter'
      : 'Run without the sandbox, or on an engine that allows it (seccomp and masked paths unconfined)',
  }),
  NIXPKGS_MISSING: ({ message }) => ({
    summary: 'There is no <nixpkgs>',
    wanted: "<nixpkgs> in Nix's search path, as nixos/nix has it",
    found: message,
    next: 'Leave NIX_PATH as the image has it, or let it name a nixpkgs that exists',
  }),
  NIX_TOO_OLD: ({ message, tooOld }) => ({
    summary: 'This Nix is too old for the nixpkgs in use',
    wanted: tooOld ? `Nix ${tooOld.wanted} or newer` : 'A newer Nix',
    found: tooOld?.found === undefined ? message : `Nix ${tooOld.found}`,
    next: 'Run with a newer --nix, or with --nixpkgs 24.11 where the tutorial takes <nixpkgs> as it is',
  }),
  SUBSTITUTE_UNTRUSTED: ({ derivation, untrusted, message }) => ({
    summary: `What ${untrusted?.from} has of "${derivation}" is signed by nobody who is trusted`,
    wanted: `A signature on ${untrusted?.path} by one of the trusted-public-keys, or a machine that can build it`,
    found: message,
    next: "Add the cache's public key to nix.trustedPublicKeys of the configuration, or do without that cache",
  }),
  SYSTEM_UNAVAILABLE: ({ derivation, system }) => {
    const isFeature = system?.required.startsWith('{')
    return {
      summary: `"${derivation}" is for another ${isFeature ? 'kind of machine' : 'system'}`,
      wanted: `A machine ${isFeature ? 'with the features' : 'of system'} ${system?.required}`,
      found: `This one ${isFeature ? 'has' : 'is'} ${system?.current}`,
      next: `Run on such a machine, or give Nix a remote builder of that kind${isFeature ? '' : `, or build for ${system?.current}`}`,
    }
  },
}

/** Some file systems say which of the two it was. */
function isQuota(message: string): boolean {
  return /quota exceeded/i.test(message)
}

function who({ builder }: Parameters<Explain>[0], tool: string): string {
  return builder ? `The builder of "${builder.derivation}"` : tool
}
