# The image that tutorials run in: one thin layer over either base, and the only place where
# the official image is pinned. 2.26.4 bundles nixpkgs 24.11, the last release on which a
# `buildPythonPackage` without `format` still builds from the public cache. Never float this tag:
# 2.28.5 moved to another nixpkgs in a patch release.
ARG NIX_IMAGE=nixos/nix:2.26.4
FROM ${NIX_IMAGE}

# For this build only: the embedded base has nothing to substitute, and must not wait for a cache.
ARG NIX_CONFIG

# `sandbox-fallback` would build unsandboxed without a word where a sandbox was asked for, and a
# network that swallows packets would hang an old Nix for minutes.
RUN cat /etc/nix/nix.conf - > /tmp/nix.conf <<< $'sandbox-fallback = false\nconnect-timeout = 5\ndownload-attempts = 2' \
 && rm /etc/nix/nix.conf \
 && mv /tmp/nix.conf /etc/nix/nix.conf

# Another nixpkgs than the base bundles (--nixpkgs with --image official): the URL of an archive. It is
# fetched here, where the engine has a way out, and takes the place of the bundled one for whatever
# looks for it. Containers have it in their store, and need no way out for it.
ARG NIXPKGS
RUN [ -z "$NIXPKGS" ] \
 || { nixpkgs=$(NIX_PATH=nixpkgs=$NIXPKGS nix-instantiate --find-file nixpkgs) \
   && nix-store --add-root /nix/var/nix/gcroots/nixproof-nixpkgs --realise "$nixpkgs" \
   && mkdir -p /etc/nixproof/channels/chosen \
   && ln -s "$nixpkgs" /etc/nixproof/channels/chosen/nixpkgs \
   && ln -sfn /etc/nixproof/channels/chosen /nix/var/nix/profiles/per-user/root/channels; }

# A warm store: what packaging a Flask app needs to be there, built once here instead of in every run.
# nixproof-python runs harness/container/scripts/relay.py, the way out of containers.
COPY harness/image/warm /tmp/warm
RUN nix-build /tmp/warm --out-link /nix/var/nix/gcroots/warm \
 && nix-build '<nixpkgs>' -A python311 --out-link /nix/var/nix/gcroots/nixproof-python \
 && rm -rf /tmp/warm

# nixos-rebuild and sudo, where a NixOS system has them, and what every system consists of.
COPY harness/image/nixos/nixos-rebuild harness/image/nixos/sudo /run/wrappers/bin/
COPY harness/image/nixos/system.nix /etc/nixproof/
COPY harness/image/nixos/hardware-configuration.nix /etc/nixos/
RUN chmod 755 /run/wrappers/bin/nixos-rebuild /run/wrappers/bin/sudo \
 && nix-build /etc/nixproof/system.nix --argstr configuration /etc/nixos/hardware-configuration.nix \
      --out-link /nix/var/nix/gcroots/nixos
# On NixOS, what is installed by `nixos-rebuild switch` is found by name.
ENV PATH=/run/wrappers/bin:${PATH}:/run/current-system/sw/bin
