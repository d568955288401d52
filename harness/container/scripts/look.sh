# look.sh
# What run.sh and watch.sh have in common; it goes before them: finds the sockets that listen in this
# container, and whose they are. They say what is ours (`ours`) and how to tell of it (`record`).
# An image has no ps or awk, and starting a process for each look would be slow: bash looks.
declare -A seen tries inuse missing
job='' found='' taken='' rounds=0

# One write of at most 4096 bytes is never torn apart by what the program writes (PIPE_BUF).
command_line() {
  local words line
  mapfile -d '' -t words <"/proc/$1/cmdline"
  line=${words[*]}
  line=${line//[[:cntrl:]]/ }
  printf '%s' "${line:0:500}"
}

# Tells whose socket $1 (address) with inode $2 is. Nobody's is looked at again: the owner may be
# between fork and exec, or outside of this container.
identify() {
  local path pid other=''
  while read -r path; do
    pid=${path#/proc/} pid=${pid%%/*}
    if [[ $job ]] && ours "$pid"; then
      seen[$2]=1
      record listening "$1" "$pid"
      unset "missing[$((16#${1##*:}))]"
      [[ $watch == any || ${#missing[@]} == 0 ]] && found=1
      return
    fi
    other=${other:-$pid}
  done < <(find /proc/[0-9]*/fd -maxdepth 1 -lname "socket:\[$2\]" 2>/dev/null)
  tries[$2]=$((${tries[$2]:-0} + 1))
  if [[ ! $other && ${tries[$2]} -lt 3 ]]; then
    inuse=()
    return
  fi
  seen[$2]=1
  local owner="$1 ${other:-0} ${other:+$(command_line "$other")}"
  # Of a port that others hold on one address, or of IPv4, another address can still be had: then
  # COMMAND itself finds out. On :: there is none left.
  if [[ ! $job && ${missing[$((16#${1##*:}))]} && $1 == 00000000000000000000000000000000:* ]]; then
    taken=$owner
  else
    record other "$owner"
  fi
}

# Looks through table $1, tcp or tcp6. Listening sockets come first, and a row at a time is read:
# to find that there are no more, the kernel takes milliseconds.
# Columns: 2 local address, 4 state (0A is LISTEN), 10 inode.
scan() {
  local row
  {
    read -r -n 999 row
    while [[ ! $found ]] && read -r -n 999 row; do
      set -- $row
      [[ $4 == 0A ]] || break
      [[ ${seen[${10}]} ]] || identify "$2" "${10}"
    done
  } <"/proc/net/$1"
}

# Looks into the tables whose number of sockets is another than before, or into both now and then:
# one socket may have gone when another came.
look() {
  local table counts
  for table in tcp tcp6; do
    mapfile -t counts <"/proc/net/sockstat${table#tcp}"
    [[ ${counts[*]} =~ TCP6?:\ inuse\ [0-9]+ ]]
    [[ ! $found && (${BASH_REMATCH[0]} != "${inuse[$table]}" || $((rounds % 100)) == 0) ]] || continue
    inuse[$table]=${BASH_REMATCH[0]}
    scan "$table"
  done 2>/dev/null
  rounds=$((rounds + 1))
}
