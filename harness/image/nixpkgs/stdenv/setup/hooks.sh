# Hooks: `runHook preBuild` runs what packages set as preBuild, be it a function or a string, and
# then what setup hooks added to preBuildHooks.

_callImplicitHook() {
    local default=$1 hook=$2
    if declare -F "$hook" >/dev/null; then
        "$hook"
    elif [[ -n ${!hook:-} ]]; then
        eval "${!hook}"
    else
        return "$default"
    fi
}

_eval() {
    if declare -F "$1" >/dev/null; then
        "$@"
    else
        eval "$1"
    fi
}

runHook() {
    local hookName=$1 hook
    shift
    local hooksSlice="${hookName%Hook}Hooks[@]"
    for hook in "_callImplicitHook 0 $hookName" ${!hooksSlice+"${!hooksSlice}"}; do
        _eval "$hook" "$@"
    done
}

# Runs the hooks until one succeeds.
runOneHook() {
    local hookName=$1 hook
    shift
    local hooksSlice="${hookName%Hook}Hooks[@]"
    for hook in "_callImplicitHook 1 $hookName" ${!hooksSlice+"${!hooksSlice}"}; do
        if _eval "$hook" "$@"; then return 0; fi
    done
    return 1
}

exitHandler() {
    exitCode=$?
    set +e
    if ((exitCode != 0)); then
        runHook failureHook
        # Keeps a failed output from looking like one that was built.
        if [[ ${succeedOnFailure:-} ]]; then
            mkdir -p "$out/nix-support"
            echo "$exitCode" >"$out/nix-support/failed"
            exit 0
        fi
    else
        runHook exitHook
    fi
    exit "$exitCode"
}

trap exitHandler EXIT
