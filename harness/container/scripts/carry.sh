# carry.sh TOKEN
# For images without the Python of channels.py, which carries many at once.
# Carries connections between standard input and output and a socket, one after the other.
# A line "TOKEN PORT ADDRESS…" says where to; what follows goes there. It can be started ahead: a
# server that takes one connection at a time is not held before there is one.
# When the server has sent all, "done BYTES" goes to standard error: how much it was. Only the
# host knows when that much has arrived, because the engine carries the two streams separately.
token=$1
set -m # Each direction is a process group, so that it can be ended with its programs.
exec {out}>&1

connect() {
  local port=$1 address
  shift
  for address; do
    { exec {socket}<>"/dev/tcp/$address/$port"; } 2>/dev/null && return
  done
  return 1
}

# Lines without the token are left over from a client that went on after the server had ended.
while read -r given port addresses; do
  [[ $given == "$token" ]] || continue
  connect "$port" $addresses || {
    echo refused >&2
    continue
  }
  exec {copied}< <(exec dd bs=65536 2>&1 >&"$out" <&"$socket")
  down=$!
  # Input ends when the host lets go of this carrier.
  { cat >&"$socket" && kill "$down" "$$"; } 2>/dev/null &
  up=$!
  mapfile -t words <&"$copied"
  { kill -- "-$up" && wait "$up"; } 2>/dev/null
  exec {socket}>&- {copied}<&-
  ((${#words[@]})) || exit 1
  echo "done ${words[-1]%% *}" >&2 # "498 bytes (498 B) copied, …"
done
