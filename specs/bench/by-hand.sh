#!/usr/bin/env bash
# The peer: what somebody would type to prove the sample app by hand, in one script.
# Usage: by-hand.sh IMAGE TUTORIAL_DIR ROUNDS. Prints the milliseconds of each round, the first
# of them with the container's start and end.
set -euo pipefail
image=$1 tutorial=$2 rounds=$3

now() { echo "${EPOCHREALTIME/./}"; }
start=$(now)
id=$(docker run --detach --network none --env NIX_CONFIG='substituters =' "$image" \
  bash -c 'trap exit TERM; while :; do read -t 3600 <> <(:) || :; done')
trap 'docker rm --force "$id" >/dev/null' EXIT
docker cp "$tutorial" "$id:/workspace" >/dev/null

proof='set -e
cd /workspace/sample-app-python
nix-build >/dev/null 2>&1
nix-shell --run "python3 -c \"import flask, sample_app_python.greeting\"" >/dev/null 2>&1
set -m
./result/bin/sample-app-python >/dev/null 2>&1 &
until page=$(curl --silent --fail http://127.0.0.1:5000/); do sleep 0.1; done
test "$page" = "Hello world from Nix and Flask!"
kill -- -$!
wait || true'

for ((round = 1; round <= rounds; round++)); do
  docker exec "$id" bash -c "$proof"
  if ((round == 1 && rounds == 1)); then docker rm --force "$id" >/dev/null; trap - EXIT; fi
  end=$(now)
  echo $(((end - start) / 1000))
  start=$end
done
