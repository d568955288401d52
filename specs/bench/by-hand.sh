#!/usr/bin/env bash
# The peer: what somebody would write to prove the sample app by hand: each step a command of its
# own, so that the log says which one failed.
# Usage: by-hand.sh IMAGE TUTORIAL_DIR ROUNDS. Prints the milliseconds of each round, the first
# of them with the container's start and, where it is the only one, its end.
set -euo pipefail
image=$1 tutorial=$2 rounds=$3

now() { echo "${EPOCHREALTIME/./}"; }
in_app() { docker exec --workdir /workspace/sample-app-python "$id" "$@"; }

start=$(now)
id=$(docker run --detach --network none --env NIX_CONFIG='substituters =' "$image" \
  bash -c 'trap exit TERM; while :; do read -t 3600 <> <(:) || :; done')
trap 'docker rm --force "$id" >/dev/null' EXIT
docker cp "$tutorial" "$id:/workspace" >/dev/null

for ((round = 1; round <= rounds; round++)); do
  in_app nix-build >&2
  in_app nix-shell --run 'python3 -c "import flask, sample_app_python.greeting"' >&2
  docker exec --detach --workdir /workspace/sample-app-python "$id" \
    bash -c 'echo $$ > /tmp/pid; exec ./result/bin/sample-app-python'
  until page=$(in_app curl --silent --fail http://127.0.0.1:5000/); do sleep 0.1; done
  test "$page" = 'Hello world from Nix and Flask!'
  if ((rounds == 1)); then
    docker rm --force "$id" >/dev/null
    trap - EXIT
  else
    # Flask's reloader is two processes; the parent alone would leave the child on the port.
    in_app bash -c 'for p in /proc/[0-9]*; do
      [[ $(tr "\0" " " <$p/cmdline) == *sample_app_pytho[n]/main.py* ]] && kill ${p#/proc/} || true
    done' 2>/dev/null
  fi
  end=$(now)
  echo $(((end - start) / 1000))
  start=$end
done
