#!/bin/bash
# Runs in the bootstrap root: builds every store path of the image with real Nix, then lays
# the image out below /bootstrap/image. Lines that start with "## " tell the host how far it is.
set -euo pipefail
export HOME=/root USER=root LC_ALL=C.UTF-8
export NIX_CONFIG='build-users-group =
sandbox = false
substituters =
max-jobs = auto'

echo '## Building the store'
nix-build --no-build-output --no-out-link /bootstrap/image.nix >/bootstrap/outputs
mapfile -t outputs </bootstrap/outputs

# With the derivations that made them, evaluating <nixpkgs> finds everything valid and writes nothing.
mapfile -t derivers < <(nix-store --query --deriver "${outputs[@]}" | grep '\.drv$' | sort -u)
mapfile -t closure < <({
  nix-store --query --requisites "${outputs[@]}"
  nix-store --query --requisites "${derivers[@]}"
} | sort -u)

echo "## Laying out ${#closure[@]} store paths"
image=/bootstrap/image
mkdir -p "$image/nix/store"
cp --archive --link "${closure[@]}" "$image/nix/store/"
cp --recursive --no-dereference --preserve=mode "${outputs[0]}/." "$image/"
chmod -R u+w "$image"/{bin,usr,etc,root,tmp,var} "$image/nix/var"
chmod 1777 "$image/tmp" "$image/var/tmp"
# Nothing can be built again without the bootstrap root, so the garbage collector must keep it all.
mkdir -p "$image/nix/var/nix/gcroots/embedded" "$image/etc/nixproof"
ln -s "${outputs[@]}" "$image/nix/var/nix/gcroots/embedded/"
cp /bootstrap/nixpkgs/debian/packages.json "$image/etc/nixproof/manifest.json"

echo '## Loading the store database'
nix-store --dump-db "${closure[@]}" >/bootstrap/registration
NIX_STATE_DIR="$image/nix/var/nix" nix-store --load-db </bootstrap/registration
rm -rf "$image"/nix/var/nix/db/{reserved,big-lock}
