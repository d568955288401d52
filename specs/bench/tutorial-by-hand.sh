#!/usr/bin/env bash
# The peer of `nixproof verify` on the sample tutorial: what its text says, typed into one shell of one
# container, with nothing around it. What this takes is Nix, the app and the engine.
# Usage: tutorial-by-hand.sh IMAGE TUTORIAL_DIR [sandbox]
#   sandbox  builds in Nix's own sandbox
#   CLONE    (a variable) a clone of example-org/greetings: what the text fetches as well. Somebody who
#            does this by hand has no host that answers for GitHub; the pins are in the store before. The
#            block in which a hash is empty, which has to fetch, is therefore left out.
# Prints, after each part, its kind and the microseconds since 1970 at which it had ended.
set -euo pipefail
image=$1 tutorial=$2 sandbox=${3-} clone=${CLONE-}

mark() { echo "$1 ${EPOCHREALTIME/./}"; }
mark begin
options=(--env NIX_CONFIG='substituters =')
if [[ $sandbox ]]; then
  options=(--security-opt seccomp=unconfined --security-opt systempaths=unconfined
    --env NIX_CONFIG=$'substituters =\nsandbox = true\nsandbox-fallback = false')
fi
# Where the text has it: a link would do, but not for Nix 2.8 in its sandbox.
workspace=/home/steve/src/greetings/flask
id=$(docker run --detach --network none --workdir "$workspace" "${options[@]}" "$image" \
  bash -c 'trap exit TERM; while :; do read -t 3600 <> <(:) || :; done')
trap 'docker rm --force "$id" >/dev/null' EXIT
docker cp "$tutorial/." "$id:$workspace" >/dev/null
if [[ $clone ]]; then
  mkdir -p "${stage:=$(mktemp -d)}/source"
  git -C "$clone" archive main | tar -x -C "$stage/source"
  docker cp "$stage" "$id:/pinned" >/dev/null
  rm -r "$stage"
fi

# The block of the text whose fence is on that line, with what a module of NixOS begins and ends with.
block() { sed -n "$1{/^\`\`\`nix$/!q1}; $(($1 + 1)),/^\`\`\`$/{/^\`\`\`$/q; p}" "$tutorial/README.md"; }
module() {
  echo '{ config, lib, modulesPath, options, pkgs, ... }: {'
  block "$1"
  echo '}'
}
snippet=$(module 13) overrides=$(module 213) packages=$(module 232) unhashed=$(block 269) hashed=$(block 305)

docker exec --interactive "$id" \
  env SNIPPET="$snippet" OVERRIDES="$overrides" PACKAGES="$packages" \
  UNHASHED="$unhashed" HASHED="$hashed" \
  CLONE="$clone" bash <<'TYPED'
set -euo pipefail
exec 3>&1 1>&2
mark() { echo "$1 ${EPOCHREALTIME/./}" >&3; }
mark container
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
stop() { kill -INT -- -$!; wait $! || :; mark servers; }

if [[ $CLONE ]]; then
  nix-store --add-fixed sha256 /pinned/source/flask/sample-app-python/default.nix
  nix-store --add-fixed --recursive sha256 /pinned/source
  mkdir -p /etc/nixos
  printf '%s\n' "$SNIPPET" >/etc/nixos/fragment-0.nix
  echo '{ imports = [ ./fragment-0.nix ]; }' >/etc/nixos/configuration.nix
  (cd /tmp && nixos-rebuild switch </dev/null)
  mark nix
  serve /run/current-system/sw/bin/sample-app-python
  stop
fi
cd sample-app-python
nix-build </dev/null
mark nix
serve ./result/bin/sample-app-python
stop
cd ../nixos
nix-build </dev/null
mark nix
serve ./result/bin/sample-app-python
test "$(curl -s http://localhost:5000)" = "$hello"
stop
cd ../sample-app-python
nix-shell --run "python3 -c 'from sample_app_python.main import index; print(index())'" </dev/null | grep -Fx "$hello"
mark shell
cd ..
ls sample-app-python/{default.nix,setup.py,shell.nix,src/sample_app_python/{__init__,greeting,main}.py}
mkdir -p /etc/nixos
printf '%s\n' "$OVERRIDES" >/etc/nixos/fragment-1.nix
echo '{ imports = [ ./fragment-1.nix ]; }' >/etc/nixos/configuration.nix
mark files
(cd /tmp && nixos-rebuild build </dev/null)
printf '%s\n' "$PACKAGES" >/etc/nixos/fragment-2.nix
echo '{ imports = [ ./fragment-1.nix ./fragment-2.nix ]; }' >/etc/nixos/configuration.nix
(cd /tmp && nixos-rebuild switch </dev/null)
mark nix
serve /run/current-system/sw/bin/sample-app-python
stop
cd nixos
nix-build </dev/null
mark nix
# Where nothing is fetched nobody builds these two: as nixproof does, Nix is asked whether it can read them.
for text in "$UNHASHED" "$HASHED"; do
  printf '%s\n' "$text" >fetched.nix
  nix-instantiate --parse fetched.nix >/dev/null
done
mark files
if [[ $CLONE ]]; then
  nix-build fetched.nix </dev/null
  mark nix
  serve ./result/bin/sample-app-python
  stop
fi
TYPED
docker rm --force "$id" >/dev/null
trap - EXIT
mark end
