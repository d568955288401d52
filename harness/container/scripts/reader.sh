# reader.sh
# The start file of a shell that takes its commands, one in a line, from its input. Before it goes
# `_nixproof_id=ID _nixproof_number=NUMBER _nixproof_source=FILE`. Descriptors: 197 is that input, 198 and 199 are
# standard output and error. Records go to both of these, each on a line that starts with a mark:
#   opened NUMBER PID MEMORY PROCESSES CWD          the shell that command NUMBER opens is there
#   begin NUMBER                                    what comes is of command NUMBER
#   done NUMBER STATUS MEMORY PROCESSES CWD         it ended; how often the container has run out so far
# A reader may set any option and redirect anything: nothing here relies on the shell's own streams.
exec 196<&-
set +o history +H # A "!" is a "!".
unset HISTFILE NIX_BUILD_SHELL BASH_ENV NIXPROOF_SOURCE
set -m # Or fg and bg would not work.

_nixproof_tell() {
  builtin printf '\036%s %s\n' "$_nixproof_id" "$1" >&198
  builtin printf '\036%s %s\n' "$_nixproof_id" "$1" >&199
}
# NUMBER STATUS: gives STATUS to what follows.
_nixproof_begin() {
  builtin export NIXPROOF_JOB="$_nixproof_id" NIXPROOF_TYPED="$_nixproof_id/$1"
  _nixproof_tell "begin $1"
  builtin return "$2"
}
# NUMBER STATUS
_nixproof_done() {
  _nixproof_trace=
  if [[ $- == *x* ]]; then
    builtin set +x
    _nixproof_trace='set -x;'
  fi
  PS1= # A prompt would go where output goes.
  local _nixproof_memory=0 _nixproof_processes=0
  if [[ $2 != 0 ]]; then _nixproof_count; fi
  _nixproof_tell "done $1 $2 $_nixproof_memory $_nixproof_processes ${PWD-}"
}
# As count_refusals of run.sh.
_nixproof_count() {
  local IFS=$' \t\n' file name count
  for file in memory.events memory/memory.oom_control pids.events pids/pids.events; do
    if [[ ! -r /sys/fs/cgroup/$file ]]; then continue; fi
    while builtin read -r name count; do
      case $file:$name in
      memory*:oom_kill) _nixproof_memory=$count ;;
      pids*:max) _nixproof_processes=$count ;;
      esac
    done <"/sys/fs/cgroup/$file"
  done
}

_nixproof_trace=
if [[ -e $_nixproof_source ]]; then source "$_nixproof_source" </dev/null 2>&199; fi
PS1=
exec 2>&199
_nixproof_memory=0 _nixproof_processes=0
_nixproof_count
_nixproof_tell "opened $_nixproof_number $$ $_nixproof_memory $_nixproof_processes $PWD"
