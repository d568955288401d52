# watch.sh ID NUMBER PORTS PID
# Tells, a line for each, which sockets come to listen that are of command NUMBER of terminal ID, typed in
# the shell PID, or of nobody who is known: first "watching", then as run.sh tells it, "listening ADDRESS PID" and "other
# ADDRESS PID COMMAND". Looks until all PORTS ("any": one) are there. The line "ended" of input
# says that the command has; "gone" then tells when nothing is left of what it started, and is the last
# word. The line "enough" ends it.
id=$1 number=$2 watch=$3 shell=$4
record() { printf '%s\n' "$*"; }

# What is of another command has its mark.
ours() {
  local variables
  { mapfile -d '' -t variables <"/proc/$1/environ"; } 2>/dev/null
  case " ${variables[*]} " in
  *" NIXPROOF_TYPED=$id/$number "*) return 0 ;;
  *' NIXPROOF_TYPED='* | *' NIXPROOF_JOB='*) return 1 ;;
  esac
  [[ $1 != 1 ]]
}

# Between fork and exec a child of the shell has the shell's variables, and not yet the mark.
find_children() {
  local path stat
  children=()
  for path in /proc/[0-9]*; do
    { read -r stat <"$path/stat"; } 2>/dev/null || continue
    set -- ${stat##*) }
    [[ $1 != Z && $2 == "$shell" ]] && children+=("${path#/proc/}")
  done
}
left() {
  local child own theirs
  grep -qszxF "NIXPROOF_TYPED=$id/$number" /proc/[0-9]*/environ && return
  mapfile -d '' -t own <"/proc/$shell/environ"
  find_children
  for child in "${children[@]}"; do
    [[ ${older[$child]} ]] && continue
    { mapfile -d '' -t theirs <"/proc/$child/environ"; } 2>/dev/null
    [[ ${theirs[*]} == "${own[*]}" ]] && return
  done
  return 1
}

declare -A older
find_children
for child in "${children[@]}"; do older[$child]=1; done
for table in tcp tcp6; do
  while read -r -a row; do
    [[ ${row[3]} != 0A ]] || seen[${row[9]}]=1
  done <"/proc/net/$table"
done
[[ $watch == *[0-9]* ]] && for port in ${watch//,/ }; do missing[$port]=1; done
job=$id ended='' round=0
echo watching
while :; do
  [[ $found ]] || look
  if [[ $ended ]] && ((round++ % 20 == 0)); then
    left 2>/dev/null || {
      echo gone
      exit
    }
  fi
  if read -r -t 0.005 told; then
    [[ $told == ended ]] || exit 0
    ended=1
  elif (($? <= 128)); then
    exit 0
  fi
done
