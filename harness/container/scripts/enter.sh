# enter.sh
# Before it goes `_nixproof_dir=DIRECTORY _nixproof_bash=PROGRAM`: where this is, and the bash to use.
# Nix and bash start a shell that has no terminal as one that runs a script. This makes it one that a
# reader types in. It is two things: the program that nix-shell starts for a shell (NIX_BUILD_SHELL),
# with the file that sets it up, and what any bash reads first that is no reader's (BASH_ENV), such as
# the one that `nix develop` starts. Of a bash that runs something, not even a parameter may change.
_nixproof_enter() {
  NIXPROOF_SOURCE=$1
  export NIXPROOF_SOURCE
  exec "$_nixproof_bash" --noediting --rcfile "$_nixproof_dir/reader" -i <&197 2>/dev/null
}
_nixproof_look() {
  local words source=~/.bashrc
  mapfile -d '' -t words <"/proc/$$/cmdline"
  set -- "${words[@]:1}"
  while (($#)); do
    case $1 in
    --rcfile | --init-file)
      source=$2
      shift
      ;;
    --norc) source= ;;
    -l | --login | --noprofile | -i) ;;
    *) return ;;
    esac
    shift
  done
  [[ ! -e /proc/$$/fd/197 ]] || _nixproof_enter "$source"
}
case $0 in
"$_nixproof_dir"/*)
  [ "$1" = --rcfile ] && shift
  _nixproof_enter "$1"
  ;;
*) _nixproof_look ;;
esac
unset -f _nixproof_enter _nixproof_look
unset _nixproof_dir _nixproof_bash
