# run.sh
# It can be started ahead. Standard input tells what to run, one thing after the other: a line with
# the number of words, then each word with a zero byte after it: MARK ID CWD WATCH INPUT COUNT
# [NAME=VALUE…] COMMAND [ARGUMENT…], with COUNT variables. INPUT is "no"; "yes" when all that comes
# after that is for COMMAND, and nothing else is run; "lines" when COMMAND reads lines from there, and
# knows its last one.
# Runs COMMAND in a process group of its own. What COMMAND writes goes out unchanged; between it,
# each on a line that starts with MARK, go records of what only this side can see:
#   nowhere                        CWD does not exist, and nothing was started
#   group PID                      COMMAND is about to start, as the leader of group PID
#   taken ADDRESS PID COMMAND      a wanted port has another owner on ::, and nothing was started
#   other ADDRESS PID COMMAND      a socket listens that is not of the group (PID 0: unknown)
#   listening ADDRESS PID          a socket of the group listens
#   memory, processes              the container has run out of them since COMMAND started
#   ended CODE                     COMMAND ended; the last word on standard output
#   over WHAT                      the last word on standard error: "again" when the next thing can
#                                  be told, as nobody else has standard output and error any more
# WATCH is "no", "any" (report the group's first listening socket) or the ports that are waited for,
# with a comma between them.
# An image has no setsid: bash makes the group.
record() { printf '%s%s\n' "$mark" "$*"; }
# Counts how often the kernel has ended a process of this container for want of memory, and refused
# to start one, in the files of cgroups 2 or 1. Without them there is nothing to tell.
count_refusals() {
  local file name count
  refusals=([oom_kill]=0 [max]=0)
  for file in memory.events memory/memory.oom_control pids.events pids/pids.events; do
    [[ -r /sys/fs/cgroup/$file ]] || continue
    while read -r name count; do
      # memory.events has a "max" as well, which is no refusal.
      [[ $name == oom_kill || ($name == max && $file == *pids.events) ]] && refusals[$name]=$count
    done <"/sys/fs/cgroup/$file"
  done
}
end() {
  count_refusals
  ((refusals[oom_kill] == before[oom_kill])) || record memory
  ((refusals[max] == before[max])) || record processes
  record ended "$1"
  [[ $again ]] || record over once >&"$errors"
  exit 0
}
exec {errors}>&2
declare -A refusals before

# Is process $1 of our group, or a child of it that made itself another group?
ours() {
  local stat variables
  { read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 1
  set -- "$1" ${stat##*) }
  [[ $4 == "$job" ]] && return
  { mapfile -d '' -t variables <"/proc/$1/environ"; } 2>/dev/null
  [[ " ${variables[*]} " == *" NIXPROOF_JOB=$id "* ]]
}

# Is anything of the program left? It may have made itself a daemon, in a group of its own.
alive() {
  kill -0 -- "-$job" || grep -qszxF "NIXPROOF_JOB=$id" /proc/[0-9]*/environ
}

# What has been told is in "words".
run() {
  exec {input}<&0 </dev/null
  set -- "${words[@]}"
  mark=$1 id=$2 cwd=$3 watch=$4
  [[ $5 != no ]] || exec {input}<&- {input}</dev/null
  variables=("${@:7:$6}")
  shift "$((6 + $6))"

  count_refusals
  before[oom_kill]=${refusals[oom_kill]} before[max]=${refusals[max]}
  cd -- "$cwd" 2>/dev/null || {
    record nowhere
    end 125
  }

  [[ $watch == *[0-9]* ]] && for port in ${watch//,/ }; do missing[$port]=1; done
  if [[ $watch != no ]]; then
    look
    if [[ $taken ]]; then
      record taken "$taken"
      end 125
    fi
  fi

  exec 2>/dev/null # Bash would say there that its job ended, and a job may end at once.
  set -m # Every job becomes a process group.
  {
    exec 2>&"$errors" <&"$input" {errors}>&- {input}<&-
    # Where memory runs out, COMMAND goes before what looks after it. COMMAND can take that back.
    { echo 500 >/proc/self/oom_score_adj; } 2>/dev/null
    export NIXPROOF_JOB=$id
    record group "$BASHPID"
    ((${#variables[@]} == 0)) || export -- "${variables[@]}" || exit 125
    [[ $1 == */* && -e $1 ]] || type -P -- "$1" >/dev/null || {
      printf 'nixproof: %s: not found\n' "$1" >&2
      exit 127
    }
    exec "$@"
  } &
  job=$!
  exec {input}<&-
  set +m # With job control "wait" would end when the job is stopped, and "wait -f" may spin for ever.

  if [[ $watch != no ]]; then
    exec {never}<> <(:)
    while [[ ! $found ]] && alive; do
      look
      read -r -t 0.005 -u "$never"
    done
    wait "$job"
    code=$?
    while alive; do read -r -t 0.2 -u "$never"; done
  else
    wait "$job"
    code=$?
    kill -KILL -- "-$job" # What was left in the background would outlive its command.
  fi
  end "$code"
}

# Has nobody else what this writes to? A daemon would go on writing there.
is_alone() {
  local fd
  set -- /proc/[0-9]*/fd/[0-9]*
  (($# < 4096)) || return
  for fd; do
    [[ $fd == "/proc/$$/"* ]] || [[ ! $fd -ef /proc/$$/fd/1 && ! $fd -ef /proc/$$/fd/2 ]] || return
  done
}

while read -r count; do
  [[ $count =~ ^[0-9]+$ ]] || continue # For a command that ended before it was told so.
  mapfile -d '' -n "$count" -t words
  ((${#words[@]} == count)) || exit 0
  mark=${words[0]} again=1
  # Of what keeps its input, or serves, the next one would wait too long.
  [[ ${words[4]} == yes || ${words[3]} != no ]] && again='' && run
  (run) || exit
  is_alone || {
    record over once >&2
    exit 0
  }
  record over again >&2
done
