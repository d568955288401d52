# What builds and nix-shells source: $stdenv/setup. Everything below is shell functions and
# variables that packages may use and change, under nixpkgs' names.

set -eu
set -o pipefail
shopt -s inherit_errexit
# A pattern that matches nothing is nothing: `for file in *.md` does not run then.
shopt -s nullglob

nixErrorLog() { echo "error: $*" >&2; }
nixWarnLog() { echo "warning: $*" >&2; }
nixInfoLog() { if ((${NIX_DEBUG:-0} >= 3)); then echo "$*" >&2; fi; }
nixDebugLog() { if ((${NIX_DEBUG:-0} >= 6)); then echo "$*" >&2; fi; }

isDeclaredArray() {
    local -n __variable=$1
    [[ ${__variable@a} == *a* ]]
}

getAllOutputNames() {
    echo "${outputs:-out}"
}

# appendToVar NAME VALUE...: at the end of a list, be it an array or words in a string.
appendToVar() {
    local -n __list=$1
    shift
    if [[ -n ${__list[*]+set} && ${__list@a} == *a* ]]; then
        __list+=("$@")
    else
        __list="${__list:+$__list }$*"
    fi
}

prependToVar() {
    local -n __list=$1
    shift
    if [[ -n ${__list[*]+set} && ${__list@a} == *a* ]]; then
        __list=("$@" "${__list[@]}")
    else
        __list="$*${__list:+ $__list}"
    fi
}

# concatTo ARRAY NAME...: adds the words of the named lists; NAME=DEFAULT for an unset one.
concatTo() {
    local -n __target=$1
    shift
    local item name default
    for item in "$@"; do
        name=${item%%=*} default=
        if [[ $item == *=* ]]; then default=${item#*=}; fi
        local -n __source=$name
        if [[ -z ${__source[*]-} ]]; then
            if [[ -n $default ]]; then __target+=("$default"); fi
        elif [[ ${__source@a} == *a* ]]; then
            __target+=("${__source[@]}")
        else
            # shellcheck disable=SC2206
            __target+=($__source)
        fi
        unset -n __source
    done
}

concatStringsSep() {
    local separator=$1 string
    local -a words=()
    concatTo words "$2"
    string=$(printf "%s$separator" "${words[@]}")
    echo -n "${string%"$separator"}"
}

# The older form of concatTo, for flags that may also come as an array of the name NAMEArray.
_accumFlagsArray() {
    local name
    for name in "$@"; do concatTo flagsArray "$name"; done
}

echoCmd() {
    local description=$1
    shift
    printf '%s:' "$description"
    printf ' %q' "$@"
    echo
}

# /nix/store/HASH-name to name.
stripHash() {
    local name
    name=$(basename -- "$1")
    if [[ $name =~ ^[a-z0-9]{32}- ]]; then name=${name:33}; fi
    echo "$name"
}

printLines() {
    (($# > 0)) || return 0
    printf '%s\n' "$@"
}

printWords() {
    (($# > 0)) || return 0
    printf '%s ' "$@"
}
