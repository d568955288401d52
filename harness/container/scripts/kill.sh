# kill.sh MARK GROUP GRACE [SHELL]
# Ends process group GROUP, what has come of it, and every process that carries MARK in its
# environment: asks with SIGTERM, waits GRACE milliseconds, then kills. Prints a line "PID COMMAND"
# for each that is still there, and "swept" at the end.
# With SHELL, as Ctrl-C does: asks with SIGINT, also the process SHELL, which is not killed.
mark=$1 group=$2 grace=$3 shell=$4

# Milliseconds on a clock that nobody can set; EPOCHREALTIME follows the one of the machine.
now() {
  read -r clock _ </proc/uptime
  clock=$((10#${clock/./} * 10))
}

# Both add to "alive"; a dead process that nobody has collected yet goes to "dead".
# What has come of the group stays known by its start when its parents have ended: a builder of Nix is
# in a group of its own, without a mark, and Nix may have had no time to end it.
declare -A kin
find_group() {
  local path stat pid grown=1
  local -A states=() parents=() starts=()
  for path in /proc/[0-9]*/stat; do
    { read -r stat <"$path"; } 2>/dev/null || continue
    pid=${stat%% *}
    set -- ${stat##*) }
    states[$pid]=$1 parents[$pid]=$2 starts[$pid]=${20}
    [[ $3 == "$group" ]] && kin[$pid]=${20}
  done
  while [[ $grown ]]; do
    grown=
    for pid in "${!parents[@]}"; do
      [[ ! ${kin[$pid]} && ${kin[${parents[$pid]}]} ]] && kin[$pid]=${starts[$pid]} grown=1
    done
  done
  for pid in "${!kin[@]}"; do
    [[ ${kin[$pid]} == "${starts[$pid]}" ]] || continue
    case ${states[$pid]} in
    X) ;;
    Z) dead+=("$pid") ;;
    *) alive+=("$pid") ;;
    esac
  done
}
find_marked() {
  local path stat
  while read -r path; do
    path=${path#/proc/} path=${path%%/*}
    alive+=("$path")
    [[ $shell ]] && { read -r stat <"/proc/$path/stat"; } 2>/dev/null || continue
    set -- ${stat##*) }
    kin[$path]=${20}
  done < <(grep -lszxF "$mark" /proc/[0-9]*/environ)
  wait "$!" # It closes its output before it ends, and would be left over for a moment.
}

# Asks, as Ctrl-C does, who was not asked yet, and the shell before: it would go on with its loop when
# only what runs in the loop is interrupted.
declare -A asked
ask() {
  local pid fresh=()
  for pid in "${alive[@]}"; do
    [[ ${asked[$pid]} ]] || fresh+=("$pid") asked[$pid]=1
  done
  ((${#fresh[@]} == 0)) || kill -INT "$shell" "${fresh[@]}" 2>/dev/null
}

# Waits for $1 milliseconds, or until nobody is left.
wait_for() {
  now
  local end=$((clock + $1))
  while :; do
    alive=() dead=()
    find_group
    ((${#alive[@]})) || find_marked
    [[ ! $shell ]] || ask
    now
    ((${#alive[@]} && clock < end)) || return
    read -r -t 0.01 -u "$never"
  done
}

exec {never}<> <(:)
alive=() dead=()
if [[ $shell ]]; then
  find_marked
  alive=()
  find_group
  kill -INT "$shell" 2>/dev/null
  ask
else
  find_group
  ((group > 0)) && kill -TERM -- "-$group" 2>/dev/null
  members=" ${alive[*]} " alive=()
  find_marked
  for pid in "${alive[@]}"; do # Nobody is asked twice: some take that for an order to hurry.
    [[ $members == *" $pid "* ]] || kill -TERM "$pid" 2>/dev/null
  done
fi
wait_for "$grace"
if ((${#alive[@]})); then
  ((group > 0)) && kill -KILL -- "-$group" 2>/dev/null
  kill -KILL "${alive[@]}" 2>/dev/null
  wait_for 2000
fi
# Whose parent has died as well is collected by the first process, in a moment.
for ((tries = 0; tries < 100 && ${#dead[@]}; tries += 1)); do
  read -r -t 0.01 -u "$never"
  dead=()
  left=("${alive[@]}")
  find_group
  alive=("${left[@]}")
done
for pid in "${alive[@]}"; do
  mapfile -d '' -t words <"/proc/$pid/cmdline" 2>/dev/null && printf '%s %s\n' "$pid" "${words[*]//[[:cntrl:]]/ }"
done
echo swept
exit 0
