#!@shell@
# Starts the linker with $NIX_LDFLAGS, and gives every library of the store that is linked with a
# place on the run path: in the store nothing is found at a place that all programs know.
set -eu
shopt -s nullglob

dynamic=1
for argument in "$@"; do
    case $argument in
        -static | -r | -i | --relocatable) dynamic= ;;
    esac
done

before=() after=()
hardening=" ${NIX_HARDENING_ENABLE-@hardening@} "
if [[ $hardening == *' relro '* ]]; then before+=(-z relro); fi
if [[ $hardening == *' bindnow '* ]]; then before+=(-z now); fi
# shellcheck disable=SC2206
after+=(${NIX_LDFLAGS:-} -L@libc@/lib)
if [[ $dynamic ]]; then after+=(-dynamic-linker "@loader@"); fi

# addRunPaths ARGUMENT...: by the directories and libraries that these name.
addRunPaths() {
    local argument previous='' directory name
    local -a directories=() libraries=()
    local -A seen=()
    for argument in "$@"; do
        case $previous in
            -L | --library-path) directories+=("$argument") ;;
            -l | --library) libraries+=("lib$argument.so") ;;
            -rpath | --rpath | -dynamic-linker | -soname | -h | -o | -T | -z) ;;
            *)
                case $argument in
                    -L?*) directories+=("${argument#-L}") ;;
                    -l:*) libraries+=("${argument#-l:}") ;;
                    -l?*) libraries+=("lib${argument#-l}.so") ;;
                    @store@/*.so | @store@/*.so.*) seen[${argument%/*}]=1 after+=(-rpath "${argument%/*}") ;;
                esac
                ;;
        esac
        previous=$argument
    done
    for name in "${libraries[@]}"; do
        for directory in "${directories[@]}"; do
            if [[ ! -e $directory/$name ]]; then continue; fi
            # A name to link with may lead to where the library is.
            if [[ -L $directory/$name ]]; then directory=$(@coreutils@/bin/readlink -f "$directory/$name") directory=${directory%/*}; fi
            if [[ $directory == @store@/* && -z ${seen[$directory]:-} ]]; then
                seen[$directory]=1
                after+=(-rpath "$directory")
            fi
            break
        done
    done
}

if [[ $dynamic && -z ${NIX_DONT_SET_RPATH:-} ]]; then
    arguments=()
    for argument in "$@"; do
        # Long lists come in a file.
        if [[ $argument == @* && -f ${argument#@} ]]; then
            readarray -t -O "${#arguments[@]}" arguments < <(@xargs@ -a "${argument#@}" -n 1)
        else
            arguments+=("$argument")
        fi
    done
    addRunPaths "${arguments[@]}" "${after[@]}"
fi

if [[ ${NIX_DEBUG:-0} -ge 1 ]]; then printf '%q ' @ld@ "${before[@]}" "$@" "${after[@]}" >&2; fi
exec @ld@ "${before[@]}" "$@" "${after[@]}"
