# What goes before says where this is: `_nixproof_dir=DIRECTORY`, and `_nixproof_bash=PROGRAM`.
# Nix and bash start a shell that has no terminal as one that runs a script. This makes it one that a
# reader types in. It is two things: the program that nix-shell starts for a shell (NIX_BUILD_SHELL),
# with the file that sets it up, and what any bash reads first that is no reader's (BASH_ENV), such as
# the one that `nix develop` starts.
case $0 in
"$_nixproof_dir"/*)
  [ "$1" = --rcfile ] && shift
  NIXPROOF_SOURCE=$1
  ;;
*)
  mapfile -d '' -t _nixproof_words <"/proc/$$/cmdline"
  set -- "${_nixproof_words[@]:1}"
  NIXPROOF_SOURCE=~/.bashrc
  while (($#)); do
    case $1 in
    --rcfile | --init-file)
      NIXPROOF_SOURCE=$2
      shift
      ;;
    --norc) NIXPROOF_SOURCE= ;;
    -l | --login | --noprofile | -i) ;;
    *) return 0 ;; # It runs something.
    esac
    shift
  done
  [[ -e /proc/$$/fd/197 ]] || return 0
  ;;
esac
export NIXPROOF_SOURCE
exec "$_nixproof_bash" --noediting --rcfile "$_nixproof_dir/reader" -i <&197 2>/dev/null
