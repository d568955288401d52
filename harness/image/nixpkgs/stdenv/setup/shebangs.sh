# patchShebangs: scripts get interpreters from the store instead of those of the machine.

# patchShebangs [--build|--host] [--update] [--] PATH...
patchShebangs() {
    local searchPath=${HOST_PATH:-} update=
    while (($#)); do
        case $1 in
            --host) searchPath=${HOST_PATH:-} ;;
            --build) searchPath=$PATH ;;
            --update) update=1 ;;
            --)
                shift
                break
                ;;
            -* | --*)
                nixErrorLog "Unknown option $1 supplied to patchShebangs"
                return 1
                ;;
            *) break ;;
        esac
        shift
    done
    # Without strictDeps every input is there for the build and for the package alike.
    if [[ -z ${strictDeps:-} ]]; then searchPath=${searchPath:+$searchPath:}$PATH; fi

    echo "patching script interpreter paths in $*"
    local script line
    while IFS= read -r -d '' script; do
        IFS= read -r line <"$script" || [[ -n $line ]] || continue
        _patchShebang "$script" "$line"
    done < <(
        find "$@" -type f -perm -0100 -print0 \
            | xargs -0 -r grep -lZ --binary-files=without-match -m1 '^#!' || true
    )
}

_patchShebang() {
    local script=$1 line=$2 interpreter arguments path new
    [[ $line == '#!'* ]] || return 0
    read -r interpreter arguments <<<"${line:2}"
    if [[ $interpreter == "$NIX_STORE"/* && -z ${update:-} ]]; then return 0; fi
    if [[ $interpreter == */env ]]; then
        if [[ $arguments == -S* ]]; then arguments=${arguments#-S}; fi
        read -r interpreter arguments <<<"$arguments"
        if [[ $interpreter == -* || $interpreter == *=* ]]; then
            nixErrorLog "$script: cannot tell the interpreter of \"$line\"; set dontPatchShebangs=1 and patch it yourself"
            return 1
        fi
    fi
    path=$(PATH=$searchPath type -P "${interpreter##*/}" || true)
    # One that is in no input stays as it is.
    if [[ -z $path || "$path" == "$interpreter" ]]; then return 0; fi
    new="#!$path${arguments:+ $arguments}"
    echo "$script: interpreter directive changed from \"${line:0:200}\" to \"${new:2}\""
    local mode
    mode=$(stat -c %Y "$script")
    sed -i "1s|.*|${new//[&|\\]/\\&}|" "$script"
    touch --date "@$mode" "$script"
}

_patchShebangsOutput() {
    if [[ -z ${dontPatchShebangs:-} && -e $prefix ]]; then patchShebangs "$prefix"; fi
}
