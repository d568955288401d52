# kill.sh ID GROUP GRACE
# Ends process group GROUP and every process that carries ID in its environment: asks with SIGTERM,
# waits GRACE milliseconds, then kills. Prints a line "PID COMMAND" for each that is still there, and
# "swept" at the end.
id=$1 group=$2 grace=$3

# Both add to "alive". A dead process that nobody collected yet does not count.
find_group() {
  local path stat pid
  for path in /proc/[0-9]*/stat; do
    { read -r stat <"$path"; } 2>/dev/null || continue
    pid=${stat%% *}
    set -- ${stat##*) }
    [[ $3 == "$group" && $1 != [ZX] ]] && alive+=("$pid")
  done
}
find_marked() {
  local path
  while read -r path; do
    path=${path#/proc/}
    alive+=("${path%%/*}")
  done < <(grep -lszxF "NIXPROOF_JOB=$id" /proc/[0-9]*/environ)
  wait "$!" # It closes its output before it ends, and would be left over for a moment.
}

# Ends at $1 (microseconds since the epoch), or when nobody is left.
wait_until() {
  while :; do
    alive=()
    find_group
    ((${#alive[@]})) || find_marked
    ((${#alive[@]} && ${EPOCHREALTIME/[.,]/} < $1)) || return
    read -r -t 0.01 -u "$never"
  done
}

exec {never}<> <(:)
now=${EPOCHREALTIME/[.,]/}
alive=()
((group > 0)) && kill -TERM -- "-$group" 2>/dev/null
find_group
members=" ${alive[*]} " alive=()
find_marked
for pid in "${alive[@]}"; do # Nobody is asked twice: some take that for an order to hurry.
  [[ $members == *" $pid "* ]] || kill -TERM "$pid" 2>/dev/null
done
wait_until $((now + grace * 1000))
if ((${#alive[@]})); then
  ((group > 0)) && kill -KILL -- "-$group" 2>/dev/null
  kill -KILL "${alive[@]}" 2>/dev/null
  wait_until $((${EPOCHREALTIME/[.,]/} + 2000000))
fi
for pid in "${alive[@]}"; do
  mapfile -d '' -t words <"/proc/$pid/cmdline" 2>/dev/null && printf '%s %s\n' "$pid" "${words[*]//[[:cntrl:]]/ }"
done
echo swept
exit 0
