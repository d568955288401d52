import { fileURLToPath } from 'node:url'

/** The package's own root: the context in which `Dockerfile.nix` is built. */
export const PACKAGE_DIR: string = here('../..')
export const DOCKERFILE: string = here('../../Dockerfile.nix')
/** The embedded `<nixpkgs>`; `debian/packages.json` is added to it when an image is made. */
export const NIXPKGS_DIR: string = here('./nixpkgs')
/** What builds and lays out the embedded image, inside the bootstrap root. */
export const BOOTSTRAP_DIR: string = here('./bootstrap')
/** What `Dockerfile.nix` builds to warm the store. */
export const WARM_DIR: string = here('./warm')
/** `nixos-rebuild` and `sudo` for the container, and what they need. */
export const NIXOS_DIR: string = here('./nixos')

function here(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url))
}
