/** A release of nixpkgs whose rules the embedded `<nixpkgs>` knows: `nixpkgs/lib/releases.nix`. */
export type EmbeddedNixpkgs = '24.11' | '25.11'

/** All of them, oldest first. */
export const EMBEDDED_NIXPKGS: readonly EmbeddedNixpkgs[] = ['24.11', '25.11']

/** What `nixos/nix` of Dockerfile.nix's tag bundles, and what the embedded image starts with. */
export const DEFAULT_NIXPKGS: EmbeddedNixpkgs = '24.11'
