#!/usr/bin/env bash
# The peer of `nixproof verify` on the sample tutorial: what its text says, typed into one shell of one
# container, with nothing around it. What this takes is Nix, the app and the engine.
# Usage: tutorial-by-hand.sh IMAGE TUTORIAL_DIR
set -euo pipefail
image=$1 tutorial=$2

id=$(docker run --detach --network none --env NIX_CONFIG='substituters =' "$image" \
  bash -c 'trap exit TERM; while :; do read -t 3600 <> <(:) || :; done')
trap 'docker rm --force "$id" >/dev/null' EXIT
docker cp "$tutorial" "$id:/workspace" >/dev/null

# The block of the text whose fence is on that line.
block() {
  sed -n "$1{/^\`\`\`nix$/!q1}; $(($1 + 1)),/^\`\`\`$/{/^\`\`\`$/q; p}" "$tutorial/README.md"
}
# The same as a module of NixOS.
module() {
  echo '{ config, lib, modulesPath, options, pkgs, ... }: {'
  block "$1"
  echo '}'
}
overrides=$(module 213) packages=$(module 232) unhashed=$(block 269) hashed=$(block 305)

docker exec --interactive --workdir /workspace "$id" \
  env OVERRIDES="$overrides" PACKAGES="$packages" UNHASHED="$unhashed" HASHED="$hashed" bash >&2 <<'TYPED'
set -euo pipefail
PATH=/run/wrappers/bin:$PATH:/run/current-system/sw/bin
hello='Hello world from Nix and Flask!'
asked() {
  until page=$(curl --silent --fail http://127.0.0.1:5000/); do sleep 0.05; done
  test "$page" = "$hello"
}
# Flask's reloader is two processes: they are a group of their own, and end together, by Ctrl-C as a
# reader ends them.
set -m
serve() { "$@" </dev/null >/dev/null 2>&1 & asked; }
stop() { kill -INT -- -$!; wait $! || :; }

cd sample-app-python
nix-build </dev/null
serve ./result/bin/sample-app-python
stop
cd ../nixos
nix-build </dev/null
serve ./result/bin/sample-app-python
test "$(curl -s http://localhost:5000)" = "$hello"
stop
cd ../sample-app-python
nix-shell --run "python3 -c 'from sample_app_python.main import index; print(index())'" </dev/null | grep -Fx "$hello"
cd ..
ls sample-app-python/{default.nix,setup.py,shell.nix,src/sample_app_python/{__init__,greeting,main}.py}
mkdir -p /home/steve/src/greetings
ln -s /workspace /home/steve/src/greetings/flask
mkdir -p /etc/nixos
printf '%s\n' "$OVERRIDES" >/etc/nixos/fragment-1.nix
echo '{ imports = [ ./fragment-1.nix ]; }' >/etc/nixos/configuration.nix
(cd /tmp && nixos-rebuild build </dev/null)
printf '%s\n' "$PACKAGES" >/etc/nixos/fragment-2.nix
echo '{ imports = [ ./fragment-1.nix ./fragment-2.nix ]; }' >/etc/nixos/configuration.nix
(cd /tmp && nixos-rebuild switch </dev/null)
serve /run/current-system/sw/bin/sample-app-python
stop
cd nixos
nix-build </dev/null
# Nobody builds these two here: as nixproof does, Nix is asked whether it can read them.
for text in "$UNHASHED" "$HASHED"; do
  printf '%s\n' "$text" >fetched.nix
  nix-instantiate --parse fetched.nix >/dev/null
done
TYPED
